package dev.keelson.apiserver.client.queue;

import java.time.Duration;

/**
 * A queue's metrics at one moment; the names of Kubernetes' metrics in brackets.
 *
 * @param depth that wait and could be taken now ({@code workqueue_depth})
 * @param delayed that wait for their time
 * @param working taken, not done
 * @param adds that were not in the queue already ({@code workqueue_adds_total})
 * @param retries ({@code workqueue_retries_total})
 * @param waits from add to take ({@code workqueue_queue_duration_seconds})
 * @param works from take to done ({@code workqueue_work_duration_seconds})
 * @param longest of those in work ({@code workqueue_longest_running_processor_seconds})
 * @param unfinished of those in work, together ({@code workqueue_unfinished_work_seconds})
 */
public record QueueStats(
    int depth,
    int delayed,
    int working,
    long adds,
    long retries,
    Durations waits,
    Durations works,
    Duration longest,
    Duration unfinished) {}
