package dev.keelson.raftstore.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemberIdsTest {
  /** What every etcd started without flags prints. */
  @Test
  void rule63_aDefaultMemberHasEtcdsIds() {
    long member = MemberIds.member(List.of("http://localhost:2380"), "etcd-cluster");
    assertThat(Long.toHexString(member)).isEqualTo("8e9e05c52164694d");
    assertThat(Long.toHexString(MemberIds.cluster(List.of(member)))).isEqualTo("cdf818194e3a8c32");
  }

  @Test
  void idsDoNotDependOnTheOrderOfUrlsOrMembers() {
    assertThat(MemberIds.member(List.of("http://a:1", "http://b:2"), "t"))
        .isEqualTo(MemberIds.member(List.of("http://b:2", "http://a:1"), "t"));
    assertThat(MemberIds.cluster(List.of(-1L, 5L))).isEqualTo(MemberIds.cluster(List.of(5L, -1L)));
  }

  @Test
  void identitiesAreReadAsTheyWereWritten() {
    Member a =
        new Member(-5, "a", List.of("http://a:1", "http://a:2"), List.of("http://a:3"), false);
    Member b = new Member(7, "", List.of("http://b:1"), List.of(), true);
    Identity identity = new Identity(-1, 7, List.of(a, b));
    assertThat(MemberText.identity(MemberText.identity(identity))).isEqualTo(identity);
    assertThat(MemberText.member(MemberText.member(a))).isEqualTo(a);
    assertThat(MemberText.member(MemberText.member(b))).isEqualTo(b);
  }
}
