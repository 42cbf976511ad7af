package dev.keelson.apiserver.schemas;

import dev.keelson.apiserver.schemas.BuiltType.Field;
import dev.keelson.apiserver.schemas.Facts.Fact;
import dev.keelson.apiserver.schemas.Models.Model;
import dev.keelson.apiserver.schemas.Models.Property;
import dev.keelson.apiserver.schemas.RawField.Form;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Lets descriptors, models and facts meet: one type after the other. */
final class Builder {
  private static final Set<String> POINTERS =
      Set.of("int32", "int64", "double", "special", "message");
  private static final List<String> LIST_TYPES = List.of("none", "atomic", "set", "map");
  private static final Model UNKNOWN = new Model("", Map.of());

  private final Map<String, List<RawField>> raw;
  private final Facts facts;
  private final Set<String> kinds;

  /** Also of types that only others embed: then it is the model of the one that does. */
  private final Map<String, Model> models = new HashMap<>();

  private final Map<String, String> openApiPackages = new HashMap<>();

  /**
   * @param kinds short names of the types that have apiVersion and kind
   */
  Builder(Map<String, List<RawField>> raw, Facts facts, Set<String> kinds) {
    this.raw = raw;
    this.facts = facts;
    this.kinds = kinds;
    for (Fact fact : facts.named("package")) {
      String name = fact.argument(0);
      openApiPackages.put(
          Descriptors.lastTwo(name),
          "io." + name.replaceFirst("k8s\\.io", "k8s").replace('_', '-'));
    }
  }

  SortedMap<String, BuiltType> build() {
    raw.keySet().forEach(type -> Models.find(type).ifPresent(model -> models.put(type, model)));
    List.copyOf(models.keySet()).forEach(this::lendModel);
    SortedMap<String, BuiltType> types = new TreeMap<>();
    raw.forEach((type, fields) -> types.put(type, build(type, fields)));
    return types;
  }

  private void lendModel(String type) {
    for (RawField field : raw.getOrDefault(type, List.of())) {
      String inner = field.shape().message();
      if (isInline(type, field) && !models.containsKey(inner)) {
        models.put(inner, models.getOrDefault(type, UNKNOWN));
        lendModel(inner);
      }
    }
  }

  private Model model(String type) {
    return models.getOrDefault(type, UNKNOWN);
  }

  /** JSON has no such name: its fields stand there themselves. */
  private boolean isInline(String type, RawField field) {
    return field.shape().code() == Shape.MESSAGE
        && models.containsKey(type)
        && model(type).property(field.name()).isEmpty();
  }

  private BuiltType build(String type, List<RawField> rawFields) {
    List<Field> fields = new ArrayList<>();
    if (kinds.contains(type)) {
      fields.add(field(type, new RawField("kind", 0, Shape.leaf("string"), Form.PLAIN)));
      fields.add(field(type, new RawField("apiVersion", 0, Shape.leaf("string"), Form.PLAIN)));
    }
    for (RawField each : ordered(type, rawFields)) {
      fields.add(field(type, isInline(type, each) ? each.as(Form.INLINE) : each));
    }
    int dot = type.lastIndexOf('.');
    return new BuiltType(
        openApiPackages.get(type.substring(0, dot)) + type.substring(dot),
        model(type).description(),
        facts.holds("atomic", type),
        fields);
  }

  private List<RawField> ordered(String type, List<RawField> fields) {
    List<RawField> ordered = new ArrayList<>(fields);
    ordered.sort((a, b) -> Integer.compare(a.number(), b.number()));
    for (Fact fact : facts.named("order")) {
      if (fact.argument(0).equals(type)) {
        for (String run : String.join(" ", fact.subjects()).split(", ?")) {
          move(ordered, run.split(" "), type);
        }
      }
    }
    return ordered;
  }

  private static void move(List<RawField> fields, String[] run, String type) {
    for (int i = 1; i < run.length; i++) {
      RawField moved = fields.remove(place(fields, run[i], type));
      int at = run[i - 1].equals("-") ? 0 : place(fields, run[i - 1], type) + 1;
      fields.add(at, moved);
    }
  }

  private static int place(List<RawField> fields, String name, String type) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("an order names " + name + ", which " + type + " has not");
  }

  private Field field(String type, RawField field) {
    Optional<Property> property = model(type).property(field.name());
    String name = property.map(Property::name).orElse(field.name());
    String family = field.shape().family();
    boolean isRequired = property.map(Property::isRequired).orElse(false);
    boolean isPointer =
        fact(List.of("pointer", "value"), family, type, name)
            .map(fact -> fact.name().equals("pointer"))
            .orElse(POINTERS.contains(family));
    boolean isStruct = (family.equals("message") || family.equals("special")) && !isPointer;
    boolean isWritten =
        fact(List.of("written", "omitted"), "", type, name)
            .map(fact -> fact.name().equals("written"))
            .orElse(isRequired || isStruct);
    Optional<Fact> list = facts.last(List.of("list"), "", type, name);
    Optional<Fact> patch = facts.last(List.of("patch"), "", type, name);
    return new Field(
        name,
        field,
        isRequired,
        isPointer,
        isWritten,
        isAtomic(type, name, field.shape()),
        listType(field.shape(), list),
        list.map(fact -> fact.arguments().stream().skip(1).toList()).orElse(List.of()),
        patch.map(fact -> fact.argument(1)).orElse(""),
        patch.map(fact -> List.of(fact.argument(0).split(","))).orElse(List.of()),
        fact(List.of("default"), "", type, name)
            .map(fact -> fact.argument(0))
            .orElse(zero(family, isPointer, isWritten)),
        fact(List.of("enum"), "", type, name)
            .map(fact -> fact.arguments().stream().map(Facts::unquoted).toList())
            .orElse(List.of()),
        property.map(Property::description).orElse(""));
  }

  private Optional<Fact> fact(List<String> names, String argument, String type, String field) {
    boolean isOfFamily = names.contains("pointer");
    return isOfFamily && argument.isEmpty()
        ? Optional.empty()
        : facts.last(names, argument, type, field);
  }

  private boolean isAtomic(String type, String name, Shape shape) {
    if (facts.last(List.of("granular"), "", type, name).isPresent()) {
      return false;
    }
    return facts.last(List.of("atomic"), "", type, name).isPresent()
        || shape.code() == Shape.MESSAGE && facts.holds("atomic", shape.message());
  }

  private static int listType(Shape shape, Optional<Fact> fact) {
    if (shape.code() != Shape.LIST) {
      return LIST_TYPES.indexOf("none");
    }
    return LIST_TYPES.indexOf(fact.map(each -> each.argument(0)).orElse("atomic"));
  }

  /** OpenAPI shows Go's zero as the default of what is always there. */
  private static String zero(String family, boolean isPointer, boolean isWritten) {
    if (isPointer) {
      return "";
    }
    switch (family) {
      case "message":
        return "{}";
      case "string":
        return isWritten ? "\"\"" : "";
      case "bool":
        return isWritten ? "false" : "";
      case "int32":
      case "int64":
        return isWritten ? "0" : "";
      default:
        return "";
    }
  }
}
