package dev.keelson.raftstore.tls;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Warnings that a broken or hostile peer could cause by the thousand: the same subject is spoken of
 * once in ten seconds, with the number of times it was kept quiet. Remembers 256 subjects.
 */
final class RareLog {
  static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int SUBJECTS = 256;

  private static final class Said {
    private final long at;
    private long suppressed;

    Said(long at) {
      this.at = at;
    }
  }

  private final Logger log;
  private final LongSupplier nanos;
  private final Map<String, Said> said =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
          return size() > SUBJECTS;
        }
      };

  RareLog(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
  }

  /** {@code fields}: key, value, key, value, in the order they are written. */
  void warn(String subject, String message, String... fields) {
    long suppressed = pass(subject);
    if (suppressed < 0) {
      return;
    }
    var event = log.atWarn();
    for (int i = 0; i + 1 < fields.length; i += 2) {
      event = event.addKeyValue(fields[i], fields[i + 1]);
    }
    if (suppressed > 0) {
      event = event.addKeyValue("suppressed", suppressed);
    }
    event.log(message);
  }

  /** Times kept quiet before this one, or -1 to keep quiet. */
  private synchronized long pass(String subject) {
    long now = nanos.getAsLong();
    Said last = said.get(subject);
    if (last != null && now - last.at < PAUSE.toNanos()) {
      last.suppressed++;
      return -1;
    }
    said.remove(subject);
    said.put(subject, new Said(now));
    return last == null ? 0 : last.suppressed;
  }
}
