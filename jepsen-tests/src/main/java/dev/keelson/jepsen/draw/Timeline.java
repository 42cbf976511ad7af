package dev.keelson.jepsen.draw;

import dev.keelson.jepsen.check.Verdict;
import dev.keelson.jepsen.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lanes and bars. Time is drawn by order, not by length: what matters is which call overlapped
 * which, and pauses of a second beside calls of a millisecond would hide it.
 */
final class Timeline {

  private static final int LEFT = 90;
  private static final int STEP = 90;
  private static final int LANE = 58;
  private static final int BAR = 30;
  private static final int TOP = 16;

  private final List<Operation> operations;
  private final Verdict.Invalid invalid;
  private final Map<Long, Integer> columns = new HashMap<>();
  private final Map<Integer, Integer> lanes = new TreeMap<>();
  private final int width;
  private final int height;

  Timeline(List<Operation> operations, Verdict.Invalid invalid) {
    this.operations = operations;
    this.invalid = invalid;
    TreeSet<Long> times = new TreeSet<>();
    for (Operation op : operations) {
      times.add(op.invoked());
      if (op.deadline() != Operation.NEVER) {
        times.add(op.completed());
      }
      lanes.put(op.client(), 0);
    }
    for (long time : times) {
      columns.put(time, columns.size());
    }
    int lane = 0;
    for (int client : lanes.keySet()) {
      lanes.put(client, lane++);
    }
    this.width = LEFT + (columns.size() + 1) * STEP;
    this.height = TOP * 2 + lanes.size() * LANE;
  }

  String svg() {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg role=\"img\" width=\"%d\" height=\"%d\">\n".formatted(width, height));
    lanes.forEach(
        (client, lane) -> {
          int y = TOP + lane * LANE + LANE / 2;
          svg.append(
              "<line class=\"rule\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n"
                  .formatted(LEFT, width, y, y));
          svg.append(
              "<text class=\"lane\" x=\"8\" y=\"%d\">client %d</text>\n".formatted(y + 4, client));
        });
    operations.forEach(op -> bar(svg, op));
    order(svg);
    return svg.append("</svg>\n").toString();
  }

  private int begin(Operation op) {
    return LEFT + column(op.invoked()) * STEP;
  }

  private int column(long time) {
    return columns.getOrDefault(time, 0);
  }

  private int end(Operation op) {
    return op.deadline() == Operation.NEVER ? width - 4 : LEFT + column(op.completed()) * STEP;
  }

  private int middle(Operation op) {
    return TOP + lanes.getOrDefault(op.client(), 0) * LANE + LANE / 2;
  }

  private void bar(StringBuilder svg, Operation op) {
    boolean bad = Drawing.isStuck(op, invalid);
    int x = begin(op);
    int barWidth = Math.max(end(op) - x - 6, 24);
    int y = middle(op) - BAR / 2;
    // a monospaced letter of 12 pixels is 7.3 wide
    String label = shorten(op.request().toString(), (int) ((barWidth - 30) / 7.3));
    String answer = shorten("→ " + op.response(), (int) ((barWidth - 30) / 7.3));
    svg.append(
        """
        <g class="%s"><title>%s</title>
        <rect x="%d" y="%d" width="%d" height="%d" rx="4"/>
        <text x="%d" y="%d">%s</text><text x="%d" y="%d">%s</text></g>
        """
            .formatted(
                bad ? "bad" : Drawing.isLost(op) ? "lost" : "ok",
                Drawing.escape(op.toString()),
                x,
                y,
                barWidth,
                BAR,
                x + 26,
                y + 12,
                Drawing.escape(label),
                x + 26,
                y + 26,
                Drawing.escape(answer)));
    if (bad) {
      dot(svg, "bad", x + 13, middle(op), "?");
    }
  }

  /** A numbered point on each placed bar: never left of the one before, as time went. */
  private void order(StringBuilder svg) {
    List<String> path = new ArrayList<>();
    StringBuilder dots = new StringBuilder();
    int x = 0;
    int number = 0;
    for (Operation op : invalid.linearized()) {
      number++;
      if (!operations.contains(op)) {
        continue;
      }
      x = Math.max(x + 2, begin(op) + 13);
      path.add(x + "," + middle(op));
      dot(dots, "", x, middle(op), String.valueOf(number));
    }
    if (path.size() > 1) {
      svg.append("<polyline class=\"order\" points=\"%s\"/>\n".formatted(String.join(" ", path)));
    }
    svg.append(dots);
  }

  private static void dot(StringBuilder svg, String kind, int x, int y, String text) {
    svg.append(
        """
        <circle class="%s" cx="%d" cy="%d" r="9"/><text class="number" x="%d" y="%d">%s</text>
        """
            .formatted(kind, x, y, x, y + 4, text));
  }

  private static String shorten(String text, int letters) {
    if (text.length() <= letters) {
      return text;
    }
    return letters < 2 ? "" : text.substring(0, letters - 1) + "…";
  }
}
