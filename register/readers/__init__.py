"""Reading what others have made: files of statistics (PX, JSON-stat) and sheets. Knows no store; what is read here is judged by whoever asked."""
