package dev.keelson.apiserver.server.http;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty's leak detector, with its reports kept. A report is never wrong; none may be luck. */
final class Leaks {
  private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

  private Leaks() {}

  /** Before the first buffer is made. */
  static void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @Deprecated
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int interval, long most) {
            return new ResourceLeakDetector<>(resource, interval) {
              @Override
              protected void reportTracedLeak(String type, String records) {
                REPORTS.add(type + records);
              }

              @Override
              protected void reportUntracedLeak(String type) {
                REPORTS.add(type);
              }

              @Override
              protected boolean needReport() {
                return true;
              }
            };
          }
        });
  }

  static Queue<String> reports() {
    return REPORTS;
  }
}
