package dev.keelson.raftstore.member;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Member and cluster ids as etcd derives them at bootstrap, so that both print the same (rule 63).
 */
public final class MemberIds {
  private MemberIds() {}

  /** First 8 bytes of SHA-1 over the sorted peer URLs and the cluster token. */
  public static long member(List<String> peerUrls, String clusterToken) {
    return head(
        (peerUrls.stream().sorted().collect(Collectors.joining()) + clusterToken)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** Of a member that is added: a new one each second, since a removed id never comes back. */
  public static long added(List<String> peerUrls, Instant now) {
    return member(peerUrls, Long.toString(now.getEpochSecond()));
  }

  /** First 8 bytes of SHA-1 over the member ids, ascending as unsigned numbers, big-endian. */
  public static long cluster(Collection<Long> memberIds) {
    ByteBuffer ids = ByteBuffer.allocate(8 * memberIds.size());
    memberIds.stream().sorted(Long::compareUnsigned).forEach(ids::putLong);
    return head(ids.array());
  }

  private static long head(byte[] bytes) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-1").digest(bytes)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
