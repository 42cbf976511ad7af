package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs one version of kubectl and Helm in a namespace of its own. */
final class KubeSession {
  private static final int LIMIT_SECONDS = 120;
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+?)'([^']*)'|(\\S+)");

  private final Kubectls.Pair tools;
  private final Served server;
  private final Path directory;
  private final String namespace;
  private String stdin = "";

  private KubeSession(Kubectls.Pair tools, Served server, Path directory, String namespace) {
    this.tools = tools;
    this.server = server;
    this.directory = directory;
    this.namespace = namespace;
  }

  /**
   * What a command did.
   *
   * @param log what it said on the second stream
   */
  record Ended(String command, int code, String output, String log, String server) {

    /** It must have ended well and said exactly these lines. */
    Ended says(String... lines) {
      if (code != 0 || !output.lines().toList().equals(List.of(lines))) {
        throw failure("to say " + List.of(lines));
      }
      return this;
    }

    /** It must have ended well; each of the parts is in what it said, on either stream. */
    Ended has(String... parts) {
      return is(code == 0, parts);
    }

    /** It must have failed, for reasons with these parts. */
    Ended refuses(String... parts) {
      return is(code != 0, parts);
    }

    Ended hasNot(String part) {
      if (code != 0 || (output + log).contains(part)) {
        throw failure("not to say " + part);
      }
      return this;
    }

    private Ended is(boolean codeFits, String... parts) {
      for (String part : parts) {
        if (!(output + log).contains(part)) {
          throw failure("to say " + part);
        }
      }
      if (!codeFits) {
        throw failure("to end otherwise");
      }
      return this;
    }

    private AssertionError failure(String expected) {
      return new AssertionError(
          "%s%n  expected %s%n  but it ended with %d%n%s%s%n---- server%n%s"
              .formatted(command, expected, code, output, log, server));
    }
  }

  /** In a new namespace, which the name is part of. */
  static KubeSession open(Kubectls.Pair tools, Served server, Path parent, String name) {
    String namespace = name + "-" + tools.label();
    Path directory = parent.resolve(namespace);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    KubeSession session = new KubeSession(tools, server, directory, namespace);
    session.kubectl("create namespace " + namespace).has("namespace/" + namespace + " created");
    return session;
  }

  String namespace() {
    return namespace;
  }

  /** The same namespace by another server, such as the next process of a cluster. */
  KubeSession against(Served other) {
    return new KubeSession(tools, other, directory, namespace);
  }

  /** Makes a file for the commands to come, which run beside it. */
  KubeSession file(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the next command reads. */
  KubeSession input(String text) {
    stdin = text;
    return this;
  }

  /** Words are parted by blanks, but for what is in single quotes. */
  Ended kubectl(String words) {
    return run(tools.kubectl(), "kubectl", words);
  }

  /** Again and again until it says all the parts; it may fail until then. */
  Ended until(String words, String... parts) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      Ended ended = kubectl(words);
      if (System.nanoTime() > deadline) {
        return ended.has(parts);
      }
      String said = ended.output() + ended.log();
      if (ended.code() == 0 && Stream.of(parts).allMatch(said::contains)) {
        return ended;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  Ended helm(String words) {
    return run(tools.helm().orElseThrow(), "helm", words);
  }

  private Ended run(Path program, String name, String words) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--namespace=" + namespace));
    Matcher matcher = WORD.matcher(words);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        command.add(matcher.group(1));
      } else if (matcher.group(2) != null) {
        command.add(matcher.group(2) + matcher.group(3));
      } else {
        command.add(matcher.group(4));
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(directory.resolve("stderr").toFile());
    builder.environment().put("KUBECONFIG", server.kubeconfig().toString());
    builder
        .environment()
        .put("KUBECACHEDIR", directory.resolveSibling("cache-" + tools.label()).toString());
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("KUBE_EDITOR", "sed -i s/before/after/");
    try {
      Process process = EtcdProcess.adopt(builder.start());
      try (var pipe = process.outputWriter()) {
        pipe.write(stdin);
      }
      stdin = "";
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(words + " still runs after " + LIMIT_SECONDS + " s");
      }
      return new Ended(
          name + " (" + tools.label() + ") " + words,
          process.exitValue(),
          Files.readString(directory.resolve("stdout")),
          Files.readString(directory.resolve("stderr")),
          server.log());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(words, e);
    }
  }
}
