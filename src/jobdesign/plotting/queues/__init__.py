"""The figures of the queue paper, for queues of one's own."""
