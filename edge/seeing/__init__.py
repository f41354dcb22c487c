"""Camera and range sensor → what is there: pure logic, and the threads it runs on."""
