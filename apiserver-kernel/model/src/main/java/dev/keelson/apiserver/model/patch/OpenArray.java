package dev.keelson.apiserver.model.patch;

import dev.keelson.apiserver.model.json.GoText;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class OpenArray implements OpenNode {
  /** One element: as it is, or opened. */
  private static final class Element {
    private JsonValue value;
    private Optional<OpenNode> open = Optional.empty();

    Element(JsonValue value) {
      this.value = value;
    }

    JsonValue close() {
      open.ifPresent(node -> value = node.close());
      return value;
    }
  }

  private final List<Element> elements;

  OpenArray(JsonArray array) {
    elements = new ArrayList<>(array.size());
    array.forEach(each -> elements.add(new Element(each)));
  }

  @Override
  public Optional<OpenNode> child(String key) {
    Element element;
    try {
      element = elements.get(existing(key));
    } catch (BadPatch _) {
      return Optional.empty();
    }
    if (element.open.isEmpty() && OpenNode.isContainer(element.value)) {
      element.open = Optional.of(OpenNode.of(element.value));
    }
    return element.open;
  }

  @Override
  public PatchPlace place(String key) {
    return new Index(key);
  }

  @Override
  public JsonValue close() {
    return new JsonArray(elements.stream().map(Element::close).toList());
  }

  private int existing(String key) {
    return checked(number(key), elements.size() - 1, elements.size());
  }

  /** Up to {@code last}; below zero it counts down from {@code end}. */
  private static int checked(int index, int last, int end) {
    if (index > last || index < -end) {
      throw BadPatch.unprocessable(
          "Unable to access invalid index: " + index + ": invalid index referenced");
    }
    return index < 0 ? index + end : index;
  }

  private static int number(String key) {
    try {
      return Integer.parseInt(key);
    } catch (NumberFormatException _) {
      boolean isNumber = !key.isEmpty() && key.chars().allMatch(each -> each >= '0' && each <= '9');
      throw BadPatch.unprocessable(
          "strconv.Atoi: parsing "
              + GoText.quote(key)
              + (isNumber ? ": value out of range" : ": invalid syntax"));
    }
  }

  final class Index implements PatchPlace {
    private final String key;

    private Index(String key) {
      this.key = key;
    }

    @Override
    public String key() {
      return key;
    }

    @Override
    public JsonValue get() {
      return elements.get(existing(key)).close();
    }

    @Override
    public void add(JsonValue value) {
      if (key.equals("-")) {
        elements.add(new Element(value));
        return;
      }
      int index;
      try {
        index = number(key);
      } catch (BadPatch e) {
        throw BadPatch.unprocessable(
            "value was not a proper array index: '" + key + "': " + e.getMessage());
      }
      int size = elements.size();
      elements.add(checked(index, size, size + 1), new Element(value));
    }

    @Override
    public void set(JsonValue value) {
      elements.set(existing(key), new Element(value));
    }

    @Override
    public void remove() {
      elements.remove(existing(key));
    }
  }
}
