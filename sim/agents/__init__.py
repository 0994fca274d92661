"""Who decides: parties, mediators and missions, each a Mesa agent that reads the world."""
