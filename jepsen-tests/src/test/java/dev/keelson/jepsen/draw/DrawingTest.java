package dev.keelson.jepsen.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.KeyValue;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Request;
import dev.keelson.jepsen.history.Response;
import dev.keelson.jepsen.history.Result;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class DrawingTest {

  @TempDir private Path directory;

  private static Operation call(
      int client, long from, long to, Request request, long revision, Result result) {
    return new Operation(
        client, from * 1_000_000, to * 1_000_000, request, new Response.Ok(revision, result));
  }

  private static History staleRead() {
    KeyValue first = new KeyValue("<a>", "1", 2, 2, 1, 0);
    return History.of(
        call(0, 0, 4, Request.put("<a>", "1"), 2, Result.written()),
        call(1, 5, 9, Request.put("<a>", "2"), 3, Result.written()),
        call(2, 6, 8, Request.get("<a>"), 2, Result.found(first)),
        new Operation(
            3, 7_000_000, 20_000_000, Request.put("<a>", "3"), new Response.Unknown("timeout")),
        call(2, 12, 15, Request.get("<a>"), 3, Result.found(first)));
  }

  private String page() throws IOException {
    Path file = directory.resolve("history.html");
    Checks checks = Checks.ofFreshCluster();
    assertThat(Drawing.write(file, "register, none", staleRead(), checks, checks.run(staleRead())))
        .hasSize(1);
    return Files.readString(file);
  }

  @Test
  void thePageSaysWhatIsWrongAndMarksTheCallThatCannotBePlaced() throws IOException {
    String page = page();
    assertThat(page).contains("Broken: linearizable").contains("get &lt;a&gt;");
    assertThat(page.split("<g class=\"bad\">", -1)).hasSize(2);
    assertThat(page).contains("<tr class=\"bad\">").contains("class=\"number\"");
  }

  @Test
  void thePageNeedsNoNetworkAndKnowsDarkness() throws IOException {
    assertThat(page())
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("<script")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void thePictureIsWellFormedAndEveryBarLiesWithin() throws Exception {
    String page = page();
    String svg = page.substring(page.indexOf("<svg"), page.indexOf("</svg>") + 6);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    int width = Integer.parseInt(document.getDocumentElement().getAttribute("width"));
    var bars = document.getElementsByTagName("rect");
    assertThat(bars.getLength()).isGreaterThanOrEqualTo(2);
    for (int i = 0; i < bars.getLength(); i++) {
      var bar = bars.item(i).getAttributes();
      int x = Integer.parseInt(bar.getNamedItem("x").getNodeValue());
      int w = Integer.parseInt(bar.getNamedItem("width").getNodeValue());
      assertThat(w).isPositive();
      assertThat(x + w).isLessThanOrEqualTo(width);
    }
  }

  @Test
  void aValidHistoryIsNotDrawn() throws IOException {
    Path file = directory.resolve("none.html");
    Checks checks = Checks.ofFreshCluster();
    History empty = History.of();
    assertThat(Drawing.write(file, "none", empty, checks, checks.run(empty))).isEmpty();
    assertThat(file).doesNotExist();
  }
}
