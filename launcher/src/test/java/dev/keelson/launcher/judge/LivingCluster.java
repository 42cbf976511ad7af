package dev.keelson.launcher.judge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A cluster whose members come and go, by etcdctl, as an operator would do it. */
final class LivingCluster implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{12,16}\\b");
  private static final Duration AGAIN = Duration.ofSeconds(60);

  record Member(String name, String peerUrl, EtcdProcess process) {
    String initial() {
      return name + "=" + peerUrl;
    }
  }

  private final Binary binary;
  private final Path etcdctl;
  private final Path directory;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final List<Member> all = new ArrayList<>();
  private int named;

  LivingCluster(Binary binary, Path etcdctl, Path directory) {
    this.binary = binary;
    this.etcdctl = etcdctl;
    this.directory = directory;
  }

  /** Of one member. */
  LivingCluster found() {
    Member first = member();
    members.add(first);
    first.process().start();
    return this;
  }

  /** Those that have been added and not removed, started or not. */
  List<Member> members() {
    return members;
  }

  Member first() {
    return members.getFirst();
  }

  /** One that may be added; its flags name all members that there are now. */
  Member member(String... more) {
    String name = "m" + named++;
    String peer = "http://127.0.0.1:" + Ports.free();
    int port = Ports.free();
    Path data = directory.resolve(name);
    String initial =
        members.stream().map(each -> each.initial() + ",").collect(Collectors.joining())
            + name
            + "="
            + peer;
    List<String> flags = new ArrayList<>(EtcdProcess.flags(name, data, port, peer, initial));
    if (!members.isEmpty()) {
      flags.remove("--initial-cluster-state=new");
      flags.add("--initial-cluster-state=existing");
    }
    flags.addAll(List.of(more));
    Member made = new Member(name, peer, new EtcdProcess(binary, data, port, flags));
    all.add(made);
    return made;
  }

  /** Adds one, as often as it takes until the cluster lets it, and starts it. */
  Member grow() {
    Member next = member();
    until("member", "add", next.name(), "--peer-urls=" + next.peerUrl());
    members.add(next);
    next.process().start();
    return next;
  }

  /** Removes one, as often as it takes; its process is left to itself. */
  void remove(Member member) {
    until("member", "remove", id(member));
    members.remove(member);
  }

  private void until(String... words) {
    long deadline = System.nanoTime() + AGAIN.toNanos();
    String last = ctl(words);
    while (!last.endsWith("(status 0)")) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(String.join(" ", words) + ": " + last + log());
      }
      Probe.pause(500);
      last = ctl(words);
    }
  }

  String id(Member member) {
    String asked =
        members.stream()
            .map(Member::process)
            .filter(EtcdProcess::isAlive)
            .map(EtcdProcess::endpoint)
            .findFirst()
            .orElseThrow();
    for (String line : ctlAt(asked, "member", "list").lines().toList()) {
      Matcher id = ID.matcher(line);
      if (line.contains(member.peerUrl()) && id.find()) {
        return id.group();
      }
    }
    throw new AssertionError(member.name() + " is not a member" + log());
  }

  String ctl(String... words) {
    return ctlAt(
        members.stream()
            .map(Member::process)
            .filter(EtcdProcess::isAlive)
            .map(EtcdProcess::endpoint)
            .collect(Collectors.joining(",")),
        words);
  }

  /** Output, errors and status. */
  String ctlAt(String endpoints, String... words) {
    List<String> command = new ArrayList<>(List.of(etcdctl.toString()));
    command.add("--endpoints=" + endpoints);
    command.add("--command-timeout=10s");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor(30, TimeUnit.SECONDS);
      return output + "(status " + process.exitValue() + ")";
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command.toString(), e);
    }
  }

  /**
   * {@code text} without what no two clusters have in common: ids, ports, terms, hints to retry.
   */
  String comparable(String text) {
    String plain = text;
    for (Member member : all) {
      plain = plain.replace(member.peerUrl(), "<peer " + member.name() + ">");
      plain =
          plain.replace("http://" + member.process().endpoint(), "<client " + member.name() + ">");
    }
    return plain
        .lines()
        .filter(line -> !line.contains("retrying of unary invoker failed"))
        .map(line -> ID.matcher(line).replaceAll("<id>"))
        .map(line -> line.replaceAll("\"(ID|cluster_id|member_id|raft_term)\":\\d+", "\"$1\":0"))
        .map(LivingCluster::ordered)
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** Lists come by id, and ids differ. */
  private static String ordered(String line) {
    Matcher list = Pattern.compile("ETCD_INITIAL_CLUSTER=\"(.*)\"").matcher(line);
    if (list.matches()) {
      return "ETCD_INITIAL_CLUSTER=" + List.of(list.group(1).split(",")).stream().sorted().toList();
    }
    Matcher json = Pattern.compile("(.*\"members\":\\[)(.*)(\\].*)").matcher(line);
    return json.matches()
        ? json.group(1)
            + List.of(json.group(2).split("(?<=\\}),")).stream().sorted().toList()
            + json.group(3)
        : line;
  }

  String log() {
    return all.stream().map(m -> m.process().log()).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    all.forEach(member -> member.process().close());
  }
}
