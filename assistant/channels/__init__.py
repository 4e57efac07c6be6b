"""WhatsApp and Messenger: signed webhooks in, a durable queue, one answer a message, sent once. Start reading at worker.py."""
