package dev.keelson.scheduler.plugin;

import dev.keelson.scheduler.view.PodView;
import java.util.Optional;

/**
 * A plugin whose verdicts and scores depend on nothing of the pod but what it names here, and on
 * nothing of other nodes than the one asked about. Pods for which all of a profile's PreFilter,
 * Filter, PreScore and Score plugins sign the same are tried together: where the first fits
 * nowhere, the next are not tried again as long as nothing changes.
 */
public interface SignPlugin extends Plugin {
  /**
   * @return all of the pod that this plugin reads, comparable by equals; an empty list where that
   *     is nothing; empty: this pod is not to be batched
   */
  Optional<Object> sign(PodView pod);
}
