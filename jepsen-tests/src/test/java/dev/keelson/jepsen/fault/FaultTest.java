package dev.keelson.jepsen.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultTest {

  @Test
  void namesAreUniqueAndFitTheCommandLine() {
    List<String> names = Fault.all().stream().map(Fault::name).toList();
    assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
  }

  @Test
  void eachTellsWhatItDoes() {
    assertThat(Fault.all()).allMatch(fault -> fault.about().length() > 10);
  }

  @Test
  void eachCallMakesNewOnes() {
    assertThat(Fault.all()).doesNotContainAnyElementsOf(Fault.all());
  }

  @Test
  void onlyFaultsOfDisksAskForDisks() {
    assertThat(Fault.all().stream().filter(f -> f.diskBytes() > 0).map(Fault::name))
        .containsExactly("slow-disk", "power-cut", "disk-full");
  }
}
