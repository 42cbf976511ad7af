package dev.keelson.launcher;

import dev.keelson.launcher.apiserver.ApiserverCommand;
import dev.keelson.launcher.backup.BackupCommand;
import dev.keelson.launcher.backup.RestoreCommand;
import dev.keelson.launcher.component.CloudControllerManagerCommand;
import dev.keelson.launcher.component.ControllerManagerCommand;
import dev.keelson.launcher.component.KubeletCommand;
import dev.keelson.launcher.component.SchedulerCommand;
import dev.keelson.launcher.component.StatusCommand;
import dev.keelson.launcher.etcd.EtcdMain;
import dev.keelson.launcher.log.JulBridge;
import dev.keelson.launcher.snapshot.SnapshotCommand;
import dev.keelson.launcher.up.UpCommand;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program {@code keelson}: a subcommand and its words. {@code bench} is a program of its own
 * that {@code bin/keelson} starts.
 */
public final class Main {
  private static final String USAGE =
      """
      Usage: keelson COMMAND [words]

        up        Run a whole cluster: store, API server, scheduler, controllers, nodes (up --help).
        apiserver Run a Kubernetes API server (apiserver --help lists its flags).
        scheduler, controller-manager, cloud-controller-manager, kubelet
                  Run one of a cluster's other parts, against any API server (each has --help).
        status    Show what runs in a cluster, and what is wrong (status --help).
        etcd      Run one member of the store with etcd's flags (etcd --help lists them).
        snapshot  Save, describe or restore a snapshot file (snapshot help).
        restore   Make a data directory from an archive, at any revision or time (restore help).
        backup    List, verify or drill an archive, which etcd --archive-dir writes (backup help).
        bench     Measure any etcd endpoint, or Keelson against another etcd.
        version   Print the versions.
        help      Print this.
      """;

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  public static void main(String[] words) {
    JulBridge.announce();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> LOG.error("uncaught in thread " + thread.getName(), thrown));
    System.exit(run(Arrays.asList(words)));
  }

  private static int run(List<String> words) {
    String command = words.isEmpty() ? "" : words.getFirst();
    return switch (command) {
      case "up" -> new UpCommand(System.out, System.err).run(words.subList(1, words.size()));
      case "apiserver" ->
          new ApiserverCommand(System.out, System.err).run(words.subList(1, words.size()));
      case "scheduler" ->
          SchedulerCommand.run(words.subList(1, words.size()), System.out, System.err);
      case "controller-manager" ->
          ControllerManagerCommand.run(words.subList(1, words.size()), System.out, System.err);
      case "cloud-controller-manager" ->
          CloudControllerManagerCommand.run(words.subList(1, words.size()), System.out, System.err);
      case "kubelet" ->
          KubeletCommand.run(words.subList(1, words.size()), System.out, System.err);
      case "status" -> StatusCommand.run(words.subList(1, words.size()), System.out, System.err);
      case "etcd" -> EtcdMain.run(words.subList(1, words.size()));
      case "snapshot" ->
          new SnapshotCommand(System.getenv(), System.out, System.err)
              .run(words.subList(1, words.size()));
      case "restore" ->
          new RestoreCommand(System.out, System.err).run(words.subList(1, words.size()));
      case "backup" ->
          new BackupCommand(System.getenv(), System.out, System.err)
              .run(words.subList(1, words.size()));
      case "version", "--version" -> {
        System.out.println("keelson " + version());
        yield EtcdMain.run(List.of("--version"));
      }
      case "help", "--help", "-h" -> {
        System.out.print(USAGE);
        yield 0;
      }
      default -> {
        System.err.println(
            command.isEmpty() ? "keelson: no command" : "keelson: unknown command " + command);
        System.err.print(USAGE);
        yield 2;
      }
    };
  }

  private static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(built from classes)" : version;
  }
}
