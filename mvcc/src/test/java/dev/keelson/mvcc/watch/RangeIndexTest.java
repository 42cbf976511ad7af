package dev.keelson.mvcc.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.mvcc.Bytes;
import dev.keelson.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RangeIndexTest {
  /**
   * Adds {@code range}, or removes it where it is in already, then asks who contains {@code key}.
   */
  record Step(KeyRange range, Bytes key) {}

  @Property(tries = 500)
  void findsExactlyTheRangesThatContainTheKey(@ForAll("steps") List<Step> steps) {
    RangeIndex<KeyRange> index = new RangeIndex<>();
    Set<KeyRange> model = new LinkedHashSet<>();
    for (Step step : steps) {
      if (model.add(step.range)) {
        index.add(step.range, step.range);
      } else {
        model.remove(step.range);
        index.remove(step.range);
      }
      List<KeyRange> found = new ArrayList<>();
      index.containing(step.key, found::add);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              model.stream().filter(range -> range.contains(step.key)).toList());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Bytes> key =
        Arbitraries.strings().withChars("abc").ofMinLength(1).ofMaxLength(3).map(Bytes::of);
    Arbitrary<Bytes> end =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, key),
            net.jqwik.api.Tuple.of(1, Arbitraries.just(Bytes.ZERO)));
    Arbitrary<KeyRange> range = Combinators.combine(key, end).as(KeyRange::new);
    return Combinators.combine(range, key).as(Step::new).list().ofMaxSize(60);
  }
}
