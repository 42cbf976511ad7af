package dev.keelson.apiserver.model.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.ScannerException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What libyaml says of what this parser finds. */
final class YamlErrors {
  /** By the beginnings of this parser's texts. */
  private static final Map<String, String> TEXTS = new LinkedHashMap<>();

  static {
    TEXTS.put("mapping values are not allowed", "mapping values are not allowed in this context");
    TEXTS.put("mapping keys are not allowed", "mapping keys are not allowed in this context");
    TEXTS.put(
        "sequence entries are not allowed",
        "block sequence entries are not allowed in this context");
    TEXTS.put("expected ',' or ']'", "did not find expected ',' or ']'");
    TEXTS.put("expected ',' or '}'", "did not find expected ',' or '}'");
    TEXTS.put("expected the node content", "did not find expected node content");
    TEXTS.put("could not find expected ':'", "could not find expected ':'");
    TEXTS.put("found character", "found character that cannot start any token");
    TEXTS.put("found undefined tag handle", "found undefined tag handle");
    TEXTS.put("found unknown escape character", "found unknown escape character");
    TEXTS.put("found unexpected document separator", "found unexpected document indicator");
    TEXTS.put("found duplicate YAML directive", "found duplicate %YAML directive");
    TEXTS.put("expected alphabetic", "did not find expected alphabetic or numeric character");
    TEXTS.put("expected escape sequence", "did not find expected hexdecimal number");
    TEXTS.put("expected a comment", "did not find expected comment or line break");
    TEXTS.put("expected URI", "did not find expected tag URI");
    TEXTS.put("expected '<document start>'", "did not find expected <document start>");
  }

  private YamlErrors() {}

  static BadYaml of(YamlEngineException e) {
    if (e instanceof ReaderException) {
      return new BadYaml("yaml: control characters are not allowed");
    }
    if (!(e instanceof MarkedYamlEngineException marked)) {
      return new BadYaml("yaml: " + e.getMessage());
    }
    String problem = String.valueOf(marked.getProblem());
    // Of lines, libyaml counts those of the scanner from one and those of the parser from zero.
    int line =
        marked.getProblemMark().map(Mark::getLine).orElse(0)
            + (e instanceof ScannerException ? 1 : 0);
    boolean isFirst = marked.getProblemMark().map(Mark::getLine).orElse(0) == 0;
    return new BadYaml("yaml: " + (isFirst ? "" : "line " + line + ": ") + text(marked, problem));
  }

  private static String text(MarkedYamlEngineException e, String problem) {
    if (problem.startsWith("expected <block end>")) {
      return String.valueOf(e.getContext()).contains("collection")
          ? "did not find expected '-' indicator"
          : "did not find expected key";
    }
    return TEXTS.entrySet().stream()
        .filter(each -> problem.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(problem);
  }
}
