package dev.keelson.jepsen.draw;

import dev.keelson.jepsen.check.Checks;
import dev.keelson.jepsen.check.EtcdModel;
import dev.keelson.jepsen.check.Shrink;
import dev.keelson.jepsen.check.Verdict;
import dev.keelson.jepsen.history.History;
import dev.keelson.jepsen.history.Operation;
import dev.keelson.jepsen.history.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Draws one broken guarantee as one self-contained page of HTML. */
public final class Drawing {

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #6b7480;
        --line: #d8dde3; --ok: #cfe3f7; --okline: #3b78b8; --lost: #eceff2; --lostline: #8a939e;
        --bad: #ffd4d0; --badline: #c62f22; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14181d;
        --faint: #9aa4b0; --line: #323941; --ok: #1f3d5c; --okline: #6aa9e6; --lost: #2a3037;
        --lostline: #7f8a96; --bad: #5c211c; --badline: #ff7a6e; } }
      body { margin: 2rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
        background: var(--paper); }
      h1 { font-size: 1.3rem; margin: 0; color: var(--badline); }
      p.what { max-width: 60rem; font-size: 1.1rem; margin: .4rem 0 1.2rem; overflow-wrap: anywhere; }
      .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; }
      svg text { fill: var(--ink); font: 12px ui-monospace, monospace; }
      svg text.lane { fill: var(--faint); font-family: system-ui, sans-serif; }
      svg .rule { stroke: var(--line); }
      svg .ok rect { fill: var(--ok); stroke: var(--okline); }
      svg .lost rect { fill: var(--lost); stroke: var(--lostline); stroke-dasharray: 4 3; }
      svg .bad rect { fill: var(--bad); stroke: var(--badline); stroke-width: 2; }
      svg .order { fill: none; stroke: var(--okline); stroke-dasharray: 2 4; }
      svg circle { fill: var(--okline); }
      svg circle.bad { fill: var(--badline); }
      svg text.number { fill: var(--paper); font-weight: 600; text-anchor: middle; }
      svg g:hover rect { stroke-width: 3; }
      .key span { display: inline-block; margin: .6rem 1.2rem .6rem 0; color: var(--faint); }
      .key i { display: inline-block; width: 1.4rem; height: .8rem; margin-right: .4rem;
        border: 1px solid var(--okline); background: var(--ok); }
      .key i.lost { border: 1px dashed var(--lostline); background: var(--lost); }
      .key i.bad { border: 2px solid var(--badline); background: var(--bad); }
      table { border-collapse: collapse; margin: 1rem 0; }
      th, td { text-align: left; padding: .25rem .8rem .25rem 0; vertical-align: top;
        border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
      th { color: var(--faint); font-weight: 600; } td.n { font-variant-numeric: tabular-nums; }
      tr.bad td { color: var(--badline); font-weight: 600; }
      code, pre { font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
      """;

  private Drawing() {}

  /**
   * Shrinks the first broken guarantee of a report and draws it into a file.
   *
   * @return what was drawn; empty if nothing is broken, and then there is no file
   * @throws IOException if the file cannot be written
   */
  public static List<Verdict.Invalid> write(
      Path file, String title, History history, Checks checks, Checks.Report report)
      throws IOException {
    if (report.invalid().isEmpty()) {
      return List.of();
    }
    Verdict.Invalid invalid = report.invalid().get();
    boolean ofLocks = report.verdicts().get("locks") == invalid;
    Verdict.Invalid small =
        ofLocks
            ? Shrink.of(checks.lock(), history.operations(), invalid)
            : Shrink.of(new EtcdModel(checks.start().keys()), history.operations(), invalid);
    Files.writeString(file, html(title, small));
    return List.of(small);
  }

  /** The page for one verdict; its operations should be few enough to be looked at. */
  public static String html(String title, Verdict.Invalid invalid) {
    List<Operation> operations =
        invalid.operations().stream().sorted(Comparator.comparingLong(Operation::invoked)).toList();
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(escape(title + ": " + invalid.rule()))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escape("Broken: " + invalid.rule()))
        .append("</h1>\n<p class=\"what\">")
        .append(escape(sentence(invalid.explanation())))
        .append("</p>\n");
    if (!operations.isEmpty()) {
      page.append("<div class=\"scroll\">\n")
          .append(new Timeline(operations, invalid).svg())
          .append("</div>\n")
          .append(
              """
              <div class="key"><span><i></i>answered</span>\
              <span><i class="lost"></i>outcome unknown: may take effect at any later time, or never\
              </span><span><i class="bad"></i>has no place in any order</span>\
              <span>● n: n-th in the order, as far as one was found</span></div>
              """);
      table(page, operations, invalid);
    }
    if (!invalid.evidence().isEmpty()) {
      page.append("<h2>What else was seen</h2>\n<pre>")
          .append(escape(String.join("\n", invalid.evidence())))
          .append("</pre>\n");
    }
    return page.append("<p class=\"lane\">")
        .append(escape(title))
        .append("</p>\n</body>\n</html>\n")
        .toString();
  }

  private static String sentence(String explanation) {
    String first = explanation.substring(0, 1).toUpperCase(Locale.ROOT) + explanation.substring(1);
    return first.endsWith(".") ? first : first + ".";
  }

  private static void table(
      StringBuilder page, List<Operation> operations, Verdict.Invalid invalid) {
    long zero = operations.getFirst().invoked();
    page.append("<table>\n<tr><th>order</th><th>client</th><th>from</th><th>to</th>")
        .append("<th>request</th><th>answer</th></tr>\n");
    for (Operation op : operations) {
      boolean bad = isStuck(op, invalid);
      int place = invalid.linearized().indexOf(op);
      page.append(bad ? "<tr class=\"bad\">" : "<tr>")
          .append("<td class=\"n\">")
          .append(bad ? "none" : place < 0 ? "–" : String.valueOf(place + 1))
          .append("</td><td class=\"n\">")
          .append(op.client())
          .append("</td><td class=\"n\">")
          .append(millis(op.invoked() - zero))
          .append("</td><td class=\"n\">")
          .append(op.completed() == Operation.NEVER ? "end" : millis(op.completed() - zero))
          .append("</td><td><code>")
          .append(escape(op.request().toString()))
          .append("</code></td><td><code>")
          .append(escape(op.response().toString()))
          .append("</code></td></tr>\n");
    }
    page.append("</table>\n");
  }

  static boolean isStuck(Operation op, Verdict.Invalid invalid) {
    return invalid.stuck().filter(op::equals).isPresent();
  }

  static boolean isLost(Operation op) {
    return op.response() instanceof Response.Unknown;
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
