package dev.keelson.raftstore.backup;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.keelson.mvcc.Alarm;
import dev.keelson.mvcc.lease.LeaseRecord;
import dev.keelson.raftstore.member.Member;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Small values of etcd's file: protobuf messages of three numbers at most, and JSON. */
final class Messages {
  private Messages() {}

  /** leasepb.Lease: ID 1, TTL 2, RemainingTTL 3. */
  static byte[] lease(LeaseRecord lease) {
    return numbers(lease.id(), lease.ttl(), lease.remaining());
  }

  static LeaseRecord lease(byte[] message) throws IOException {
    long[] fields = numbers(message);
    return new LeaseRecord(fields[0], fields[1], fields[2]);
  }

  /** etcdserverpb.AlarmMember: memberID 1, alarm 2. */
  static byte[] alarm(Alarm alarm) {
    return numbers(alarm.member(), alarm.kind().number(), 0);
  }

  static Alarm alarm(byte[] message) throws IOException {
    long[] fields = numbers(message);
    return new Alarm(fields[0], Alarm.Kind.of((int) fields[1]));
  }

  private static byte[] numbers(long... fields) {
    byte[] bytes = new byte[fields.length * 11];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (int i = 0; i < fields.length; i++) {
        if (fields[i] != 0) {
          out.writeUInt64(i + 1, fields[i]);
        }
      }
    } catch (IOException impossible) {
      throw new AssertionError("an array cannot fail", impossible);
    }
    return java.util.Arrays.copyOf(bytes, bytes.length - out.spaceLeft());
  }

  private static long[] numbers(byte[] message) throws IOException {
    long[] fields = new long[3];
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int field = WireFormat.getTagFieldNumber(tag);
      if (field <= 3 && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        fields[field - 1] = in.readUInt64();
      } else {
        in.skipField(tag);
      }
    }
    return fields;
  }

  /** As etcd writes a member: names of Go's JSON tags, empty ones left out. */
  static byte[] member(Member member) {
    StringBuilder json = new StringBuilder("{\"id\":").append(Long.toUnsignedString(member.id()));
    json.append(",\"peerURLs\":").append(list(member.peerUrls()));
    if (member.learner()) {
      json.append(",\"isLearner\":true");
    }
    if (!member.name().isEmpty()) {
      json.append(",\"name\":").append(quoted(member.name()));
    }
    if (!member.clientUrls().isEmpty()) {
      json.append(",\"clientURLs\":").append(list(member.clientUrls()));
    }
    return json.append('}').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  /** raftpb.ConfState. */
  static byte[] confState(List<Member> members) {
    String voters = ids(members, false);
    String learners = ids(members, true);
    return Schema.ascii(
        "{\"voters\":["
            + voters
            + "],"
            + (learners.isEmpty() ? "" : "\"learners\":[" + learners + "],")
            + "\"auto_leave\":false}");
  }

  private static String ids(List<Member> members, boolean learners) {
    return members.stream()
        .filter(member -> member.learner() == learners)
        .map(member -> Long.toUnsignedString(member.id()))
        .collect(Collectors.joining(","));
  }

  private static String list(List<String> texts) {
    return texts.stream().map(Messages::quoted).collect(Collectors.joining(",", "[", "]"));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
