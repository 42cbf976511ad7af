package dev.keelson.launcher.judge;

import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs a script's steps by one etcdctl against one cluster, and makes outputs comparable. */
final class CtlSession {
  private static final Pattern HEX_ID = Pattern.compile("\\b[0-9a-f]{11,16}\\b");
  private static final long QUIET_MILLIS = 500;
  private static final long LIMIT_MILLIS = 30_000;

  private final Path etcdctl;
  private final EtcdCluster cluster;
  private final Map<String, String> variables = new LinkedHashMap<>();

  CtlSession(Path etcdctl, EtcdCluster cluster) {
    this.etcdctl = etcdctl;
    this.cluster = cluster;
  }

  /** Output, errors and exit status of a step, without what may differ between two servers. */
  String run(CtlScript.Step step) {
    if (step.action()) {
      act(String.join(" ", step.words()));
      return "";
    }
    String output = execute(step);
    step.capture()
        .ifPresent(
            name -> {
              Matcher matcher = HEX_ID.matcher(output);
              if (matcher.find()) {
                variables.put(name, matcher.group());
              }
            });
    return comparable(step, output);
  }

  private String execute(CtlScript.Step step) {
    List<String> command = new ArrayList<>();
    command.add(etcdctl.toString());
    command.add("--endpoints=" + cluster.endpoints());
    step.words().forEach(word -> command.add(substitute(word)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = builder.start();
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      ByteArrayOutputStream errors = new ByteArrayOutputStream();
      AtomicLong last = new AtomicLong(System.nanoTime());
      Thread out = pump(process.getInputStream(), output, last);
      Thread err = pump(process.getErrorStream(), errors, last);
      OutputStream input = process.getOutputStream();
      try {
        for (String line : step.input()) {
          if (line.equals("(wait)")) {
            input.flush();
            Thread.sleep(1_500);
            continue;
          }
          input.write((substitute(line) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        input.flush();
        if (!step.endless()) {
          input.close();
        }
      } catch (IOException e) {
        // It ended without reading its input; its output says why.
      }
      int status = step.endless() ? end(process, last) : await(process, step);
      out.join(5_000);
      err.join(5_000);
      return output.toString(StandardCharsets.UTF_8)
          + "(stderr)\n"
          + errors.toString(StandardCharsets.UTF_8)
          + (step.endless() ? "" : "(status " + status + ")");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(step.toString(), e);
    }
  }

  private static int await(Process process, CtlScript.Step step) throws InterruptedException {
    if (!process.waitFor(LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(step + " did not end within " + LIMIT_MILLIS + " ms");
    }
    return process.exitValue();
  }

  /** Ends it once nothing has come for a while. */
  private static int end(Process process, AtomicLong last) throws InterruptedException {
    while (process.isAlive() && System.nanoTime() - last.get() < QUIET_MILLIS * 1_000_000) {
      Thread.sleep(10);
    }
    process.destroyForcibly();
    process.waitFor(5, TimeUnit.SECONDS);
    return 0;
  }

  private static Thread pump(java.io.InputStream in, ByteArrayOutputStream to, AtomicLong last) {
    return Thread.ofVirtual()
        .start(
            () -> {
              byte[] buffer = new byte[8_192];
              try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  to.write(buffer, 0, n);
                  last.set(System.nanoTime());
                }
              } catch (IOException e) {
                // Closed because the process was ended.
              }
            });
  }

  private String substitute(String word) {
    String result = word;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      result = result.replace("${" + variable.getKey() + "}", variable.getValue());
    }
    return result.startsWith("@") ? "x".repeat(Integer.parseInt(result.substring(1))) : result;
  }

  private void act(String action) {
    try (EtcdClient client = EtcdClient.to(cluster.member(0))) {
      StatusResponse status =
          client.call(StatusRequest.getDefaultInstance()).as(StatusResponse.class);
      switch (action) {
        case "raise NOSPACE" ->
            client.call(
                AlarmRequest.newBuilder()
                    .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                    .setMemberID(status.getHeader().getMemberId())
                    .setAlarm(AlarmType.NOSPACE)
                    .build());
        case "follower" -> variables.put("follower", Long.toHexString(follower(status)));
        case "leader" -> awaitLeader(variables.get("follower"));
        default -> throw new AssertionError("unknown action " + action);
      }
    }
  }

  private long follower(StatusResponse status) {
    for (EtcdProcess member : cluster.members()) {
      try (EtcdClient client = EtcdClient.to(member)) {
        long id =
            client
                .call(StatusRequest.getDefaultInstance())
                .as(StatusResponse.class)
                .getHeader()
                .getMemberId();
        if (id != status.getLeader()) {
          return id;
        }
      }
    }
    throw new AssertionError("every member says it is the leader");
  }

  private void awaitLeader(String wanted) {
    try (EtcdClient client = EtcdClient.to(cluster.member(0))) {
      for (int i = 0; i < 100; i++) {
        Answer answer = client.call(StatusRequest.getDefaultInstance());
        if (Long.toHexString(answer.as(StatusResponse.class).getLeader()).equals(wanted)) {
          return;
        }
        Thread.sleep(50);
      }
      throw new AssertionError("leadership did not go to " + wanted);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Ids, ports, versions, sizes, times and log lines of the client go; all else stays. */
  private String comparable(CtlScript.Step step, String output) {
    String text = output;
    text =
        text.replaceAll("(?m)^\\{\"level\".*\\R?", "") // The client's own log.
            .replaceAll("127\\.0\\.0\\.1:\\d+", "<address>")
            .replaceAll("\"(cluster_id|member_id|ID|leader|memberID)\":\\d+", "\"$1\":<id>")
            .replaceAll("\"(raft_term|raftTerm|raftIndex|raftAppliedIndex)\":\\d+", "\"$1\":<n>")
            .replaceAll("\"(dbSize|dbSizeInUse|dbSizeQuota)\":\\d+", "\"$1\":<size>")
            .replaceAll("\"(version|storageVersion)\":\"3\\.[0-9.a-z-]+\"", "\"$1\":\"<version>\"")
            .replaceAll(
                "\"(ClusterID|MemberID|RaftTerm|RaftIndex|RaftAppliedIndex|Leader|ID|DBSize|DBSizeInUse|LeaseID|DbSize|DbSizeInUse)\" : \"?-?[0-9a-f]+\"?",
                "\"$1\" : <n>")
            .replaceAll("\"Version\" : \"3[0-9.a-z-]+\"", "\"Version\" : <version>")
            .replaceAll("memberID:\\d+", "memberID:<id>")
            .replaceAll("\"ttl\":\\d+", "\"ttl\":<seconds>")
            .replaceAll("remaining\\(\\d+s\\)", "remaining(<seconds>)")
            .replaceAll("took = ?[0-9.a-zµ]+", "took <time>")
            .replaceAll("took: ?[0-9.a-zµ]+", "took <time>")
            .replaceAll("[Tt]ook [0-9.]+[mµ]*s", "took <time>")
            .replaceAll("\\b[0-9a-f]{11,16}\\b", "<id>");
    text =
        ATTACHED
            .matcher(text)
            .replaceAll(keys -> "attached keys([" + sorted(keys.group(1), " ") + "])");
    text =
        ATTACHED_JSON
            .matcher(text)
            .replaceAll(keys -> "\"keys\":[" + sorted(keys.group(1), ",") + "]");
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      long value = Long.parseUnsignedLong(variable.getValue(), 16);
      text =
          text.replace(variable.getValue(), "<" + variable.getKey() + ">")
              .replace(Long.toUnsignedString(value), "<" + variable.getKey() + ">")
              .replace(Long.toString(value), "<" + variable.getKey() + ">");
    }
    if (step.words().containsAll(List.of("endpoint", "status"))) {
      // Rows of text: id, version, sizes, leader?, learner?, term, index, applied index.
      text =
          text.replaceAll("\\b3\\.\\d+\\.\\d+[0-9a-z.-]*", "<version>")
              .replaceAll("\\b[0-9.]+ [kMG]?B\\b", "<size>")
              .replaceAll("(?<=[,|│]) *\\d+ *(?=[,|│])", " <n> ");
    }
    if (step.words().contains("table")) {
      text = text.replaceAll("[-─]+", "-").replaceAll(" +", " ");
    }
    if (cluster.members().size() > 1) {
      // Members come in the order of their ids, which follow from their ports.
      text = text.replaceAll("\\bm[0-2]\\b", "<name>");
      text = text.lines().sorted().collect(java.util.stream.Collectors.joining("\n"));
    }
    return text;
  }

  /** Rule 44: the keys of a lease come in no order. */
  private static final Pattern ATTACHED = Pattern.compile("attached keys\\(\\[([^\\]]*)\\]\\)");

  private static final Pattern ATTACHED_JSON = Pattern.compile("\"keys\":\\[([^\\]]*)\\]");

  private static String sorted(String words, String separator) {
    return Arrays.stream(words.split(separator)).sorted().collect(Collectors.joining(separator));
  }
}
