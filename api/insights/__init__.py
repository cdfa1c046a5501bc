"""What the service thinks of a reader: the features of their taste, and insights into what they did."""
