package dev.keelson.apiserver.model.yaml;

import dev.keelson.apiserver.model.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Bytes of one YAML document to a tree. Thread-safe. */
public final class YamlReader {
  /** Levels; as in go-yaml. */
  static final int DEEPEST = 10_000;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

  private YamlReader() {}

  /**
   * No document at all is {@code null}.
   *
   * @param duplicate told of each name that stands twice in its mapping, as a path such as {@code
   *     spec.containers[0].name}; the last value counts
   * @throws BadYaml not one document, or one that JSON cannot say
   */
  public static JsonValue read(byte[] bytes, Consumer<String> duplicate) {
    YamlTree tree = new YamlTree(duplicate);
    String text = decode(bytes);
    Iterator<Event> events = new Parse(SETTINGS).parseString(text).iterator();
    for (Optional<Event> event = next(events); event.isPresent(); event = next(events)) {
      if (!tree.isDone()) {
        add(tree, event.get(), text);
      } else if (isContent(event.get())) {
        throw new BadYaml("yaml: expected one document and found another");
      }
    }
    return tree.result();
  }

  private static Optional<Event> next(Iterator<Event> events) {
    try {
      return events.hasNext() ? Optional.of(events.next()) : Optional.empty();
    } catch (YamlEngineException e) {
      throw YamlErrors.of(e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      // The parser's own, of escapes that are cut off.
      throw new BadYaml("yaml: did not find expected hexdecimal number");
    }
  }

  /** An empty scalar behind {@code ---} says nothing. */
  private static boolean isContent(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> !scalar.getValue().isEmpty() || !scalar.isPlain();
      case AliasEvent _, MappingStartEvent _, SequenceStartEvent _ -> true;
      default -> false;
    };
  }

  private static void add(YamlTree tree, Event event, String text) {
    switch (event) {
      case ScalarEvent scalar -> tree.scalar(scalar, value(scalar, text));
      case AliasEvent alias -> tree.alias(alias.getAlias().getValue());
      case MappingStartEvent start -> tree.open(start, false);
      case SequenceStartEvent start -> tree.open(start, true);
      case MappingEndEvent _, SequenceEndEvent _ -> tree.close();
      default -> {
        // The ends and beginnings of documents and of the stream.
      }
    }
  }

  /** Without the line end that this parser gives a block that the text ends in without one. */
  private static String value(ScalarEvent scalar, String text) {
    String value = scalar.getValue();
    boolean isCut =
        (scalar.isLiteral() || scalar.isFolded())
            && value.endsWith("\n")
            && !text.endsWith("\n")
            && !text.endsWith("\r")
            && scalar.getEndMark().map(Mark::getIndex).orElse(0)
                >= text.codePointCount(0, text.length());
    return isCut ? value.substring(0, value.length() - 1) : value;
  }

  private static String decode(byte[] bytes) {
    boolean hasMark = bytes.length >= 2 && (bytes[0] & 0xFE) == 0xFE && (bytes[1] & 0xFE) == 0xFE;
    try {
      String text =
          (hasMark ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8)
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException _) {
      throw new BadYaml("yaml: invalid leading UTF-8 octet");
    }
  }
}
