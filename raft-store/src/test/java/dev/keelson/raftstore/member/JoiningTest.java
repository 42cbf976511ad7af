package dev.keelson.raftstore.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JoiningTest {
  private static final List<Member> MEMBERS =
      List.of(
          new Member(1, "a", List.of("http://a:1"), List.of("http://a:2"), false),
          new Member(2, "", List.of("http://b:1", "http://b:2"), List.of(), true));

  private static Joining.Named named(String name, String... urls) {
    return new Joining.Named(name, List.of(urls));
  }

  @Test
  void aNewcomerFindsItselfByItsUrlsWhateverTheirOrder() throws Exception {
    Identity found =
        Joining.identity(
            "b",
            List.of(named("a", "http://a:1"), named("b", "http://b:2", "http://b:1")),
            77,
            MEMBERS);
    assertThat(found.self()).isEqualTo(2);
    assertThat(found.clusterId()).isEqualTo(77);
    assertThat(found.own().name()).isEqualTo("b");
    assertThat(found.own().learner()).isTrue();
    assertThat(found.joined()).isTrue();
    assertThat(MemberText.identity(MemberText.identity(found))).isEqualTo(found);
  }

  @Test
  void theListsMustBeOfOneLength() {
    assertThatThrownBy(() -> Joining.identity("a", List.of(named("a", "http://a:1")), 77, MEMBERS))
        .isInstanceOf(Joining.Mismatch.class)
        .hasMessage("member count is unequal");
  }

  @Test
  void everyMemberMustBeNamed() {
    assertThatThrownBy(
            () ->
                Joining.identity(
                    "b", List.of(named("a", "http://a:1"), named("b", "http://c:1")), 77, MEMBERS))
        .isInstanceOf(Joining.Mismatch.class)
        .hasMessageStartingWith(
            "PeerURLs: no match found for existing member (2, [http://b:1 http://b:2])");
  }

  @Test
  void urlsAreWhatPeersCanDial() {
    assertThat(PeerUrls.checked(List.of(" http://b:1", "https://a:2")))
        .contains(List.of("http://b:1", "https://a:2"));
    for (String bad :
        List.of("", "a:1", "http://a", "ftp://a:1", "http://a:1/x", "http://a:b", "http://a:1/")) {
      assertThat(PeerUrls.checked(List.of(bad))).as(bad).isEmpty();
    }
    assertThat(PeerUrls.checked(List.of())).isEmpty();
  }

  @Test
  void anAddedMembersIdDependsOnTheSecond() {
    List<String> urls = List.of("http://b:1");
    long id = MemberIds.added(urls, Instant.ofEpochSecond(1_700_000_000));
    assertThat(MemberIds.added(urls, Instant.ofEpochMilli(1_700_000_000_999L))).isEqualTo(id);
    assertThat(MemberIds.added(urls, Instant.ofEpochSecond(1_700_000_001))).isNotEqualTo(id);
  }
}
