package dev.keelson.jepsen.check;

import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bound of the module: a million operations of 64 clients over a thousand keys are checked in
 * under a minute and 2 GB. Arguments: operations, keys, share of lost answers in thousandths.
 */
final class MillionOperations {

  private MillionOperations() {}

  public static void main(String[] args) throws IOException {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int keys = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    double lost = args.length > 2 ? Integer.parseInt(args[2]) / 1000.0 : 0.002;
    boolean withWatch = args.length < 4 || !args[3].equals("blind");
    History history = new SimulatedRun(42, keys, 0, lost).run(64, count);
    if (!withWatch) {
      history = History.of(history.operations());
    }
    long begin = System.nanoTime();
    Checks.Report report = Checks.ofFreshCluster().run(history);
    say("all checks by revision", begin);
    System.out.print(report);
    begin = System.nanoTime();
    Verdict verdict = Linearizability.check(new EtcdModel(), history.operations());
    say("search of Wing and Gong: " + verdict, begin);
    Path file = Files.createTempFile("history", ".jsonl.gz");
    begin = System.nanoTime();
    HistoryFile.write(file, history);
    say("written, " + Files.size(file) / 1_000_000 + " MB", begin);
    begin = System.nanoTime();
    boolean same = HistoryFile.read(file).equals(history);
    say("read back, the same: " + same, begin);
    Files.delete(file);
  }

  private static void say(String what, long begin) {
    System.out.printf("%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, what);
  }
}
