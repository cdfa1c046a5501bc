"""What several instances share through Redis, where `REDIS_URL` names one. Nothing is lost if it goes away."""
