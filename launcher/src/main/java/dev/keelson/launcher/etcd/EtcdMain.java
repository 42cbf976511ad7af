package dev.keelson.launcher.etcd;

import java.util.List;

/** Wires {@link EtcdCommand} to this process. */
public final class EtcdMain {
  private EtcdMain() {}

  /** Runs in this thread until the process is to end; the exit code. */
  public static int run(List<String> words) {
    StopSignal stop = new StopSignal();
    stop.install();
    try {
      return new EtcdCommand(StoreMember::start, stop, System.out, System.err).run(words, System.getenv());
    } finally {
      stop.done();
    }
  }
}
