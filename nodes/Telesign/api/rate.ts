/**
 * Requests per second that Telesign publishes for SMS Verify and Voice Verify of full-service
 * accounts; for Smart Verify it publishes none. Source: docs/telesign.md.
 */
export const PUBLISHED_RATE = 50;
