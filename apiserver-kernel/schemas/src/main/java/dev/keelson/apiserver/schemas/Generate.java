package dev.keelson.apiserver.schemas;

import dev.keelson.apiserver.schemas.BuiltType.Kind;
import dev.keelson.apiserver.schemas.Facts.Fact;
import dev.keelson.apiserver.schemas.RawField.Form;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/** Writes the schemas below a directory, where the model's loader finds them as resources. */
public final class Generate {
  private static final String PLACE = "dev/keelson/apiserver/model/schema";

  /** Facts whose subjects must each fit a field or type. */
  private static final List<String> CHECKED =
      List.of(
          "pointer",
          "value",
          "written",
          "omitted",
          "list",
          "patch",
          "atomic",
          "granular",
          "default",
          "enum");

  private Generate() {}

  public static void main(String[] args)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    Facts facts = Facts.read();
    Set<String> packages = new HashSet<>();
    facts.named("package").forEach(fact -> packages.add(fact.argument(0)));
    Map<String, List<RawField>> raw = Descriptors.read(packages);
    facts.named("message").forEach(fact -> raw.put(fact.argument(0), message(fact)));
    List<Kind> kinds = Kinds.all(raw, facts);
    Set<String> typed = new HashSet<>();
    kinds.forEach(kind -> typed.add(kind.type()));
    // the one that is sent without apiVersion and kind
    typed.remove("meta.v1.WatchEvent");
    SortedMap<String, BuiltType> types = new Builder(raw, facts, typed).build();
    Set<String> unused = facts.unused(CHECKED);
    if (!unused.isEmpty()) {
      throw new IllegalStateException("facts of what does not exist: " + unused);
    }
    Output output = new Output(types, kinds);
    Path directory = Files.createDirectories(Path.of(args[0]).resolve(PLACE));
    Files.write(directory.resolve("builtin.descriptions"), output.descriptions());
    // last: the build looks at its age
    Files.write(directory.resolve("builtin.schemas"), output.schemas());
  }

  private static List<RawField> message(Fact fact) {
    List<RawField> fields = new ArrayList<>();
    for (String field : fact.subjects()) {
      int equals = field.indexOf('=');
      int colon = field.indexOf(':');
      String type = field.substring(colon + 1);
      boolean isList = type.startsWith("[]");
      String element = isList ? type.substring(2) : type;
      Shape shape = Shape.isLeaf(element) ? Shape.leaf(element) : Shape.message(element);
      fields.add(
          new RawField(
              field.substring(0, equals),
              Integer.parseInt(field.substring(equals + 1, colon)),
              isList ? Shape.list(shape) : shape,
              Form.PLAIN));
    }
    return fields;
  }
}
