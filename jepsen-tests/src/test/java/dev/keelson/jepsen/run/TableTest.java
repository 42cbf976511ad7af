package dev.keelson.jepsen.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final Plan.Row ROW = new Plan.Row("register", "kill");
  private static final Finding VALID = finding(List.of());
  private static final Finding BAD = finding(List.of("money was lost"));

  @Test
  void aLineCountsAndJudges() {
    assertThat(Table.line(VALID)).contains("register", "kill", "1234", "56", "7", "89", "3");
    assertThat(Table.line(VALID)).endsWith("valid");
    assertThat(Table.line(BAD)).endsWith("VIOLATION");
  }

  @Test
  void columnsStandUnderTheirHeads() {
    assertThat(Table.line(VALID).indexOf("valid")).isEqualTo(Table.HEAD.indexOf("verdict"));
  }

  @Test
  void whatWasLeftOutSaysWhy() {
    assertThat(Table.line(Finding.leftOut(ROW, "no such call"))).endsWith("left out: no such call");
  }

  @Test
  void aTableForReadmeHasARowForEach() {
    assertThat(Table.markdown(List.of(VALID, BAD)).lines()).hasSize(4);
    assertThat(Table.markdown(List.of(VALID)))
        .contains("| register | kill | 1,234 | 56 | 7 | 89 | 3 | valid |");
  }

  @Test
  void rowsAreAddedToATableThatIsThere(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("table.md");
    Table.addTo(file, VALID);
    Table.addTo(file, BAD);
    assertThat(file).hasContent(Table.markdown(List.of(VALID, BAD)));
  }

  @Test
  void theTotalCountsViolations() {
    assertThat(Table.total(List.of(VALID, BAD)))
        .startsWith("2 lines, 2,594 operations")
        .endsWith("1 with a violation");
    assertThat(Table.total(List.of(VALID))).endsWith("no violation");
  }

  private static Finding finding(List<String> problems) {
    return new Finding(
        ROW, 1_234, 56, 7, 89, 3, 12.34, problems, Optional.empty(), Optional.empty());
  }
}
