package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonNull;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.model.name.Names;
import dev.keelson.apiserver.server.kind.FieldErrors;
import dev.keelson.apiserver.server.kind.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A place in an object that is being validated: what stands there, what it is called in messages,
 * and where to say what is wrong.
 */
public record Place(JsonObject object, FieldPath path, FieldErrors errors) {
  private static final FieldPath NOWHERE = FieldPath.of("");

  public static Place of(ApiObject object, FieldErrors errors) {
    return new Place(object.tree(), NOWHERE, errors);
  }

  /** The object of that name; an empty one where there is none. */
  public Place at(String name) {
    return new Place(object.object(name), child(name), errors);
  }

  /** The same, called otherwise in messages. */
  public Place called(FieldPath otherwise) {
    return new Place(object, otherwise, errors);
  }

  /** Those elements of the array that are objects. */
  public List<Place> each(String name) {
    JsonArray array = object.array(name);
    List<Place> places = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof JsonObject element) {
        places.add(new Place(element, child(name).index(i), errors));
      }
    }
    return places;
  }

  /** The strings of the array, in their places; "" where something else stands. */
  public List<String> texts(String name) {
    JsonArray array = object.array(name);
    List<String> texts = new ArrayList<>(array.size());
    array.forEach(each -> texts.add(each.asText().orElse("")));
    return texts;
  }

  public FieldPath child(String name) {
    return path.child(name);
  }

  public boolean has(String name) {
    return object.isSet(name);
  }

  public String text(String name) {
    return object.text(name);
  }

  public JsonValue get(String name) {
    return object.get(name);
  }

  public long number(String name) {
    return object.number(name, 0);
  }

  public void required(String name, String detail) {
    errors.required(child(name), detail);
  }

  /** Says so where there is no text, or an empty one. */
  public boolean requireText(String name) {
    if (text(name).isEmpty()) {
      required(name, "");
      return false;
    }
    return true;
  }

  public void forbidden(String name, String detail) {
    errors.forbidden(child(name), detail);
  }

  /** What stands there is wrong. */
  public void invalid(String name, String detail) {
    errors.invalid(child(name), get(name), detail);
  }

  /** Says what keeps the text from having a form. */
  public void form(String name, Function<String, List<String>> form) {
    String text = text(name);
    for (String wrong : form.apply(text)) {
      errors.invalid(child(name), text, wrong);
    }
  }

  /** As {@link #form}, where there is a text. */
  public void formIfAny(String name, Function<String, List<String>> form) {
    if (!text(name).isEmpty()) {
      form(name, form);
    }
  }

  /** Missing, or without the form. */
  public void requireForm(String name, Function<String, List<String>> form) {
    if (requireText(name)) {
      form(name, form);
    }
  }

  /** Must be one of these, which the message names in this order. */
  public void oneOf(String name, List<String> supported) {
    if (!supported.contains(text(name))) {
      errors.notSupported(child(name), text(name), supported);
    }
  }

  /** As {@link #oneOf}, where it is set. */
  public void oneOfIfSet(String name, List<String> supported) {
    if (has(name)) {
      oneOf(name, supported);
    }
  }

  /** Missing, or not one of these. */
  public void requireOneOf(String name, List<String> supported) {
    if (requireText(name)) {
      oneOf(name, supported);
    }
  }

  public void atLeast(String name, long least) {
    if (has(name) && number(name) < least) {
      invalid(name, "must be greater than or equal to " + least);
    }
  }

  public void port(String name) {
    Names.portNumber(number(name)).forEach(wrong -> invalid(name, wrong));
  }

  /** Must be as it was. */
  public void unchanged(String name, JsonObject before) {
    unchanged(name, before, child(name));
  }

  /** Must be as it was; the message calls it {@code called}. */
  public void unchanged(String name, JsonObject before, FieldPath called) {
    if (!isSame(get(name), before.get(name))) {
      errors.invalid(called, get(name), "field is immutable");
    }
  }

  /** Whether both say the same; what is missing, null, "" and what is empty are one. */
  public static boolean isSame(JsonValue one, JsonValue other) {
    return one.equals(other) || (isNothing(one) && isNothing(other));
  }

  private static boolean isNothing(JsonValue value) {
    return switch (value) {
      case JsonNull _ -> true;
      case JsonArray array -> array.isEmpty();
      case JsonObject object -> object.isEmpty();
      case JsonString(String text) -> text.isEmpty();
      default -> false;
    };
  }
}
