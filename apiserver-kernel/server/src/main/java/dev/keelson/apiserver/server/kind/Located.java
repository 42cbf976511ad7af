package dev.keelson.apiserver.server.kind;

import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonLong;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.model.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An object in a tree that is being validated, where it stands, and where to write down what is
 * wrong. The path's text is made when something is wrong only: for most objects nothing is.
 */
public final class Located {
  private static final int NO_INDEX = -1;
  private static final String NOT_NEGATIVE = "must be greater than or equal to 0";

  private final JsonObject object;
  private final FieldErrors errors;
  private final @Nullable Located parent;
  private final String step;
  private final int index;

  private Located(
      JsonObject object, FieldErrors errors, @Nullable Located parent, String step, int index) {
    this.object = object;
    this.errors = errors;
    this.parent = parent;
    this.step = step;
    this.index = index;
  }

  /** A whole object; its fields' paths begin with their names. */
  public static Located root(JsonObject object, FieldErrors errors) {
    return new Located(object, errors, null, "", NO_INDEX);
  }

  public JsonObject json() {
    return object;
  }

  public FieldErrors errors() {
    return errors;
  }

  /** The object of that name; an empty one where there is none. */
  public Located in(String name) {
    return new Located(object.object(name), errors, this, name, NO_INDEX);
  }

  /** The objects of the list of that name. */
  public List<Located> each(String name) {
    JsonArray array = object.array(name);
    if (array.isEmpty()) {
      return List.of();
    }
    List<Located> each = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonObject element = array.get(i) instanceof JsonObject found ? found : JsonObject.EMPTY;
      each.add(new Located(element, errors, this, name, i));
    }
    return each;
  }

  /** Another object at this place. */
  public Located holding(JsonObject other) {
    return new Located(other, errors, parent, step, index);
  }

  public boolean has(String name) {
    return object.isSet(name);
  }

  public JsonValue get(String name) {
    return object.get(name);
  }

  public String text(String name) {
    return object.text(name);
  }

  public long number(String name) {
    return object.number(name, 0);
  }

  public boolean isTrue(String name) {
    return object.isTrue(name);
  }

  public FieldPath path() {
    StringBuilder text = new StringBuilder(48);
    render(text);
    return new FieldPath(text.toString());
  }

  public FieldPath path(String name) {
    return path().child(name);
  }

  private void render(StringBuilder text) {
    if (parent == null) {
      return;
    }
    parent.render(text);
    if (!text.isEmpty()) {
      text.append('.');
    }
    text.append(step);
    if (index != NO_INDEX) {
      text.append('[').append(index).append(']');
    }
  }

  public void required(String name) {
    required(name, "");
  }

  public void required(String name, String detail) {
    errors.required(path(name), detail);
  }

  /** Required, where nothing or "" stands. Tells whether something does. */
  public boolean needsText(String name) {
    if (!text(name).isEmpty()) {
      return true;
    }
    required(name);
    return false;
  }

  /** With what stands there as the bad value. */
  public void invalid(String name, String detail) {
    errors.invalid(path(name), get(name), detail);
  }

  public void invalid(String name, String value, String detail) {
    errors.invalid(path(name), value, detail);
  }

  public void forbidden(String name, String detail) {
    errors.forbidden(path(name), detail);
  }

  /** With what stands there as the bad value; {@code supported} in the order of the message. */
  public void notSupported(String name, List<String> supported) {
    errors.notSupported(path(name), text(name), supported);
  }

  /** One of {@code supported}; nothing or "" is required to be something. */
  public void needsOneOf(String name, List<String> supported) {
    String text = text(name);
    if (text.isEmpty()) {
      required(name);
    } else if (!supported.contains(text)) {
      notSupported(name, supported);
    }
  }

  /** One of {@code supported}, where something stands. */
  public void oneOf(String name, List<String> supported) {
    if (has(name) && !supported.contains(text(name))) {
      notSupported(name, supported);
    }
  }

  /** Each message that {@code form} has for the text of that name. */
  public void form(String name, Function<String, List<String>> form) {
    String text = text(name);
    List<String> messages = form.apply(text);
    if (!messages.isEmpty()) {
      FieldPath path = path(name);
      messages.forEach(message -> errors.invalid(path, text, message));
    }
  }

  /** As {@link #form}, unless nothing or "" stands there. */
  public void formIfAny(String name, Function<String, List<String>> form) {
    if (!text(name).isEmpty()) {
      form(name, form);
    }
  }

  /** At least 0, where a number stands. */
  public void notNegative(String name) {
    if (number(name) < 0) {
      errors.invalid(path(name), number(name), NOT_NEGATIVE);
    }
  }

  /** Between the two, both of them good, where a number stands. */
  public void within(String name, long least, long most) {
    if (get(name) instanceof JsonLong(long number) && (number < least || number > most)) {
      errors.invalid(path(name), number, range(least, most));
    }
  }

  public static String range(long least, long most) {
    return "must be between " + least + " and " + most + ", inclusive";
  }

  /** The texts of the list of that name; what is no text is "". */
  public List<String> texts(String name) {
    JsonArray array = object.array(name);
    if (array.isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(array.size());
    for (JsonValue value : array) {
      texts.add(value instanceof JsonString(String text) ? text : "");
    }
    return texts;
  }

  /** What must not change; empty is as good as absent. */
  public void immutable(String name, JsonObject before) {
    if (!Semantics.same(get(name), before.get(name))) {
      invalid(name, "field is immutable");
    }
  }
}
