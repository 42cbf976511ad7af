package dev.keelson.scheduler.framework;

import dev.keelson.scheduler.plugin.PluginFailure;
import dev.keelson.scheduler.plugin.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plugins that throw. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  static Verdict verdict(RuntimeException e) {
    if (!(e instanceof PluginFailure)) {
      LOG.error("a plugin failed", e);
    }
    return Verdict.failed(String.valueOf(e.getMessage()));
  }
}
