package dev.keelson.apiserver.schemas;

import com.google.gson.annotations.SerializedName;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The models of client-java-api, made from the OpenAPI document of a release. */
final class Models {
  private static final String PACKAGE = "io.kubernetes.client.openapi.models.";

  /**
   * @param name in JSON
   */
  record Property(String name, boolean isRequired, String description) {}

  /**
   * @param properties by their name without its punctuation and in small letters, which is how the
   *     names of protobuf find theirs
   */
  record Model(String description, Map<String, Property> properties) {
    Optional<Property> property(String protoName) {
      return Optional.ofNullable(properties.get(key(protoName)));
    }
  }

  private Models() {}

  /** {@code type} is its short name, such as {@code core.v1.Pod}. */
  static Optional<Model> find(String type) {
    String[] parts = type.split("\\.");
    String version = capital(parts[1]);
    // a name that two groups have bears its group's
    return load(capital(parts[0]) + version + parts[2]).or(() -> load(version + parts[2]));
  }

  private static Optional<Model> load(String name) {
    Class<?> model;
    try {
      model = Class.forName(PACKAGE + name, false, Models.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    Map<String, Property> properties = new HashMap<>();
    for (Field field : model.getDeclaredFields()) {
      SerializedName json = field.getAnnotation(SerializedName.class);
      if (json != null) {
        ApiModelProperty facts = getter(model, field).getAnnotation(ApiModelProperty.class);
        properties.put(
            key(json.value()),
            new Property(
                json.value(),
                facts != null && facts.required(),
                facts == null ? "" : facts.value()));
      }
    }
    ApiModel facts = model.getAnnotation(ApiModel.class);
    return Optional.of(new Model(facts == null ? "" : facts.description(), properties));
  }

  private static Method getter(Class<?> model, Field field) {
    for (Method method : model.getDeclaredMethods()) {
      if (method.getParameterCount() == 0
          && key(method.getName()).equals("get" + key(field.getName()))) {
        return method;
      }
    }
    throw new IllegalStateException("no getter of " + field);
  }

  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
  }

  private static String capital(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
