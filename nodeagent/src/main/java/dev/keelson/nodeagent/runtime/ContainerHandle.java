package dev.keelson.nodeagent.runtime;

import dev.keelson.nodeagent.spec.ProbeSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A container that was created. Thread-safe: asked by its pod's worker and by readers of logs. */
public interface ContainerHandle {
  /** From when on it runs. */
  Instant startedAt();

  /** Its end, when that has come by {@code now}. */
  Optional<Exit> exit(Instant now);

  /** When to look again; {@link Instant#MAX}: it goes on until it is stopped. */
  Instant nextChange();

  /** Asks it to end, at the latest after {@code grace}. Again with less: sooner. */
  void stop(Instant now, Duration grace);

  ProbeAnswer probe(ProbeSpec.Kind which, ProbeSpec spec, Instant now);

  /** Whether it is ready where no probe asks. */
  ProbeAnswer readiness(Instant now);

  /** From its start up to {@code now}, by time; of very many the last. */
  List<LogLine> log(Instant now);

  /** What it found in its volumes. */
  Map<String, String> filesAtStart();

  /** What lies in its file system by now, as far as it is known. */
  Map<String, String> filesAt(Instant now);

  /**
   * Somebody who ran a command in it has changed files.
   *
   * @param changes by path; empty: it is gone
   */
  void write(Map<String, Optional<String>> changes);

  /** How often somebody has. */
  int writes();
}
