package dev.keelson.controllers.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.controllers.cluster.Bench;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VolumeMatchTest {
  record Size(int gigabytes, String storageClass, boolean isShared) {}

  private static VolumeView volume(String name, Size size, String claim) {
    return new VolumeView(
        Bench.object(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %s}
            spec:
              capacity: {storage: %dGi}
              accessModes: [%s]
              storageClassName: "%s"
              %s
            status: {phase: %s}
            """
                .formatted(
                    name,
                    size.gigabytes(),
                    size.isShared() ? "ReadWriteOnce, ReadWriteMany" : "ReadWriteOnce",
                    size.storageClass(),
                    claim.isEmpty() ? "" : "claimRef: {namespace: n, name: " + claim + "}",
                    claim.isEmpty() ? "Available" : "Bound")));
  }

  private static ClaimView claim(String name, Size size) {
    return new ClaimView(
        Bench.object(
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: %s, namespace: n, uid: u-%s}
            spec:
              accessModes: [%s]
              storageClassName: "%s"
              resources: {requests: {storage: %dGi}}
            """
                .formatted(
                    name,
                    name,
                    size.isShared() ? "ReadWriteMany" : "ReadWriteOnce",
                    size.storageClass(),
                    size.gigabytes())));
  }

  @Provide
  Arbitrary<List<Size>> sizes() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 5),
            Arbitraries.of("", "fast"),
            Arbitraries.of(true, false))
        .as(Size::new)
        .list()
        .ofMaxSize(6);
  }

  /** Claims one after the other: no volume twice, and each the smallest that is left and fits. */
  @Property(tries = 100)
  void noVolumeHasTwoClaimsAndEachClaimTheSmallestThatFits(
      @ForAll("sizes") List<Size> volumes, @ForAll("sizes") List<Size> claims) {
    Map<Integer, String> taken = new HashMap<>();
    for (int c = 0; c < claims.size(); c++) {
      List<VolumeView> all = new ArrayList<>();
      for (int v = 0; v < volumes.size(); v++) {
        all.add(volume("v" + v, volumes.get(v), taken.getOrDefault(v, "")));
      }
      Size wanted = claims.get(c);
      Optional<VolumeView> found = VolumeMatch.find(claim("c" + c, wanted), all, false);
      Optional<Size> best =
          IntStream.range(0, volumes.size())
              .filter(v -> !taken.containsKey(v))
              .mapToObj(volumes::get)
              .filter(each -> each.storageClass().equals(wanted.storageClass()))
              .filter(each -> each.gigabytes() >= wanted.gigabytes())
              .filter(each -> each.isShared() || !wanted.isShared())
              .min(
                  Comparator.<Size, Boolean>comparing(Size::isShared)
                      .thenComparing(Size::gigabytes));
      assertThat(found.isPresent()).isEqualTo(best.isPresent());
      if (found.isPresent()) {
        int index = Integer.parseInt(found.get().name().substring(1));
        assertThat(taken).doesNotContainKey(index);
        assertThat(volumes.get(index)).isEqualTo(best.get());
        taken.put(index, "c" + c);
      }
    }
  }

  @Test
  void promiseComesFirstEvenIfItIsLarger() {
    Size small = new Size(1, "", false);
    List<VolumeView> all =
        List.of(volume("small", small, ""), volume("large", new Size(9, "", false), "mine"));
    assertThat(VolumeMatch.find(claim("mine", small), all, false).orElseThrow().name())
        .isEqualTo("large");
    assertThat(VolumeMatch.find(claim("other", small), all, false).orElseThrow().name())
        .isEqualTo("small");
    assertThat(VolumeMatch.find(claim("other", small), all, true)).isEmpty();
  }
}
