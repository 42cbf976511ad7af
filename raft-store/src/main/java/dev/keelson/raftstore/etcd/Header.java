package dev.keelson.raftstore.etcd;

import com.google.protobuf.CodedOutputStream;
import dev.keelson.raftstore.etcd.pb.ResponseHeader;
import java.io.IOException;

/**
 * etcd's ResponseHeader; a zero is left out, and a header of zeros is present and empty (rules 27
 * and 64).
 */
final class Header extends Encoded {
  static final Header EMPTY = new Header(0, 0, 0, 0);

  private final long cluster;
  private final long member;
  private final long revision;
  private final long term;
  private final int size;

  Header(long cluster, long member, long revision, long term) {
    this.cluster = cluster;
    this.member = member;
    this.revision = revision;
    this.term = term;
    this.size = sizeOf(1, cluster) + sizeOf(2, member) + sizeOf(3, revision) + sizeOf(4, term);
  }

  /** What answers inside a transaction carry. */
  static Header ofRevision(long revision) {
    return new Header(0, 0, revision, 0);
  }

  @Override
  int size() {
    return size;
  }

  @Override
  void writeTo(CodedOutputStream out) throws IOException {
    write(out, 1, cluster);
    write(out, 2, member);
    write(out, 3, revision);
    write(out, 4, term);
  }

  ResponseHeader toMessage() {
    return ResponseHeader.newBuilder()
        .setClusterId(cluster)
        .setMemberId(member)
        .setRevision(revision)
        .setRaftTerm(term)
        .build();
  }

  private static int sizeOf(int field, long number) {
    return number == 0 ? 0 : CodedOutputStream.computeUInt64Size(field, number);
  }

  private static void write(CodedOutputStream out, int field, long number) throws IOException {
    if (number != 0) {
      out.writeUInt64(field, number);
    }
  }
}
