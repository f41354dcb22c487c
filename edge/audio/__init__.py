"""Sound as such: blocks, resampling, levels, mixing, cues, the played-sample clock."""
