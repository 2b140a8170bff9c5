//! The runtime of background work: claim, lease, retry, lanes, recurring jobs, drain.
