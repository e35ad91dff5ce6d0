export interface SeenRequest {
	method: string;
	url: string;
	headers: Record<string, string>;
	body: string;
}

export interface HostileAnswer {
	/** 200 if it is left out. */
	status?: number;
	headers?: Record<string, string>;
	/** JSON, or text as it is. */
	body?: unknown;
	/** Writes the answer itself, or nothing. */
	raw?: (response: {
		writeHead(status: number, headers?: Record<string, string>): void;
		write(chunk: string): void;
		end(chunk?: string): void;
		on(event: 'close', listener: () => void): void;
	}) => void;
}

export interface HostileServer {
	url: string;
	requests: SeenRequest[];
	close(): Promise<void>;
}

/** A server of HTTP that answers each request as `answer` says; `count`: how many have come. */
export function answering(
	answer: (request: SeenRequest, count: number) => HostileAnswer | Promise<HostileAnswer>,
): Promise<HostileServer>;

/** A server of TCP that says the same to whatever comes, and closes the connection. */
export function speaking(
	bytes?: string,
): Promise<{ port: number; connections(): number; close(): Promise<void> }>;
