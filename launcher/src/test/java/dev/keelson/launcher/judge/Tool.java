package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end: {@code bin/keelson} or an etcdctl. */
record Tool(Path path) {
  private static final int LIMIT_SECONDS = 300;

  /** What it wrote, on both streams, and its exit code. */
  record Ended(int code, String output) {
    Ended succeeded() {
      if (code != 0) {
        throw new AssertionError("exit code " + code + ": " + output);
      }
      return this;
    }
  }

  static Tool keelson() {
    return new Tool(Binary.ours().path().resolveSibling("keelson"));
  }

  static Tool etcdctl() {
    return new Tool(Binary.etcdctls().getFirst().path());
  }

  Ended run(String... words) {
    Process process = start(words);
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(List.of(words) + " still runs after " + LIMIT_SECONDS + " s");
      }
      return new Ended(process.exitValue(), output);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path + " " + List.of(words), e);
    }
  }

  Process start(String... words) {
    List<String> command = new ArrayList<>(List.of(path.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      return EtcdProcess.adopt(builder.start());
    } catch (IOException e) {
      throw new AssertionError("cannot start " + command, e);
    }
  }
}
