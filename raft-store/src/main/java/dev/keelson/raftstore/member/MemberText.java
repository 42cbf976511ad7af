package dev.keelson.raftstore.member;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Members and identities as lines of text: what is kept on disk and in the log. First line is the
 * version; fields are separated by tabs, URLs by spaces. Neither names nor URLs can hold either.
 */
public final class MemberText {
  private static final String VERSION = "keelson-member/1";
  private static final String ROSTER_VERSION = "keelson-members/1";
  private static final String REMOVED = "removed";
  private static final String JOINED = "joined";

  private MemberText() {}

  public static String member(Member member) {
    return VERSION + "\n" + line(member) + "\n";
  }

  public static Member member(String text) {
    List<String> lines = lines(text);
    if (lines.size() != 1) {
      throw new IllegalArgumentException("expected one member, found " + lines.size());
    }
    return parse(lines.getFirst());
  }

  /** Members, then a line of the ids that were removed. */
  public static String roster(Roster roster) {
    StringBuilder out = new StringBuilder(ROSTER_VERSION).append('\n');
    roster.members().forEach(member -> out.append(line(member)).append('\n'));
    out.append(REMOVED);
    roster.removed().stream()
        .sorted(Long::compareUnsigned)
        .forEach(id -> out.append('\t').append(hex(id)));
    return out.append('\n').toString();
  }

  public static Roster roster(String text) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (lines.size() < 2 || !lines.removeFirst().equals(ROSTER_VERSION)) {
      throw new IllegalArgumentException("does not begin with " + ROSTER_VERSION);
    }
    String[] removed = lines.removeLast().split("\t", -1);
    return new Roster(
        lines.stream().map(MemberText::parse).toList(),
        Arrays.stream(removed)
            .skip(1)
            .map(id -> Long.parseUnsignedLong(id, 16))
            .collect(Collectors.toSet()));
  }

  public static String identity(Identity identity) {
    StringBuilder out = new StringBuilder(VERSION).append('\n');
    out.append(hex(identity.clusterId())).append('\t').append(hex(identity.self()));
    if (identity.joined()) {
      out.append('\t').append(JOINED);
    }
    out.append('\n');
    identity.members().forEach(member -> out.append(line(member)).append('\n'));
    return out.toString();
  }

  public static Identity identity(String text) {
    List<String> lines = new ArrayList<>(lines(text));
    String[] head = lines.removeFirst().split("\t", -1);
    return new Identity(
        Long.parseUnsignedLong(head[0], 16),
        Long.parseUnsignedLong(head[1], 16),
        lines.stream().map(MemberText::parse).toList(),
        head.length > 2 && head[2].equals(JOINED));
  }

  public static String hex(long id) {
    return Long.toHexString(id);
  }

  private static List<String> lines(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 2 || !lines.getFirst().equals(VERSION)) {
      throw new IllegalArgumentException("does not begin with " + VERSION);
    }
    return lines.subList(1, lines.size());
  }

  private static String line(Member member) {
    return String.join(
        "\t",
        hex(member.id()),
        member.name(),
        String.join(" ", member.peerUrls()),
        String.join(" ", member.clientUrls()),
        member.learner() ? "learner" : "voter");
  }

  private static Member parse(String line) {
    String[] fields = line.split("\t", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException("member with " + fields.length + " fields: " + line);
    }
    return new Member(
        Long.parseUnsignedLong(fields[0], 16),
        fields[1],
        urls(fields[2]),
        urls(fields[3]),
        fields[4].equals("learner"));
  }

  private static List<String> urls(String joined) {
    return joined.isEmpty() ? List.of() : Arrays.asList(joined.split(" "));
  }
}
