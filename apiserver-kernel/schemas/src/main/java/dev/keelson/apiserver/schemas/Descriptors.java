package dev.keelson.apiserver.schemas;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.keelson.apiserver.schemas.RawField.Form;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The messages of client-java-proto's descriptors. */
final class Descriptors {
  private static final String META = "k8s.io.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.v1.";

  /** Messages that JSON shows as a leaf. */
  private static final Map<String, String> LEAVES =
      Map.of(
          META + "Time",
          "time",
          META + "MicroTime",
          "microtime",
          META + "Duration",
          "duration",
          META + "FieldsV1",
          "fieldsv1",
          "k8s.io.apimachinery.pkg.api.resource.Quantity",
          "quantity",
          "k8s.io.apimachinery.pkg.util.intstr.IntOrString",
          "intorstring",
          "k8s.io.apimachinery.pkg.runtime.RawExtension",
          "rawextension",
          EXTENSIONS + "JSON",
          "any");

  private static final Map<String, Form> SCHEMA_FORMS =
      Map.of(
          EXTENSIONS + "JSONSchemaPropsOrArray", Form.SCHEMA_OR_ARRAY,
          EXTENSIONS + "JSONSchemaPropsOrBool", Form.SCHEMA_OR_BOOL,
          EXTENSIONS + "JSONSchemaPropsOrStringArray", Form.SCHEMA_OR_STRINGS);

  private final Map<String, List<RawField>> types = new TreeMap<>();
  private final Set<String> packages;

  private Descriptors(Set<String> packages) {
    this.packages = packages;
  }

  /** Fields by the short name of their type, of these packages. */
  static Map<String, List<RawField>> read(Set<String> packages)
      throws IOException, ReflectiveOperationException, URISyntaxException {
    Descriptors all = new Descriptors(packages);
    Class<?> one = Class.forName("io.kubernetes.client.proto.V1");
    File jar = new File(one.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> outer = new ArrayList<>();
    try (JarFile entries = new JarFile(jar)) {
      entries.stream()
          .map(JarEntry::getName)
          .filter(name -> name.endsWith(".class") && !name.contains("$"))
          .forEach(name -> outer.add(name.substring(0, name.length() - 6).replace('/', '.')));
    }
    for (String name : outer) {
      FileDescriptor file =
          (FileDescriptor) Class.forName(name).getMethod("getDescriptor").invoke(null);
      if (packages.contains(file.getPackage())) {
        file.getMessageTypes().forEach(all::add);
      }
    }
    return all.types;
  }

  private void add(Descriptor message) {
    String name = message.getFullName();
    if (LEAVES.containsKey(name) || SCHEMA_FORMS.containsKey(name) || isWrapper(message)) {
      return;
    }
    types.put(shortName(name), message.getFields().stream().map(this::field).toList());
  }

  /** A named slice of Go, such as ExtraValue: OpenAPI knows no type of that name. */
  private static boolean isWrapper(Descriptor message) {
    List<FieldDescriptor> fields = message.getFields();
    return fields.size() == 1
        && fields.get(0).getName().equals("items")
        && fields.get(0).isRepeated()
        && Models.find(shortName(message.getFullName())).isEmpty();
  }

  private RawField field(FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByName("value");
      return new RawField(
          field.getName(), field.getNumber(), Shape.map(shape(value)), formOf(value));
    }
    Shape shape = shape(field);
    if (field.isRepeated()) {
      shape = Shape.list(shape);
    }
    return new RawField(field.getName(), field.getNumber(), shape, formOf(field));
  }

  private static Form formOf(FieldDescriptor field) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return Form.PLAIN;
    }
    if (isWrapper(field.getMessageType())) {
      return Form.WRAPPED;
    }
    return SCHEMA_FORMS.getOrDefault(field.getMessageType().getFullName(), Form.PLAIN);
  }

  private Shape shape(FieldDescriptor field) {
    switch (field.getType()) {
      case STRING:
        return Shape.leaf("string");
      case BOOL:
        return Shape.leaf("bool");
      case INT32:
        return Shape.leaf("int32");
      case INT64:
        return Shape.leaf("int64");
      case DOUBLE:
        return Shape.leaf("double");
      case BYTES:
        return Shape.leaf("bytes");
      case MESSAGE:
        return shape(field.getMessageType());
      default:
        throw new IllegalStateException(field.getFullName() + " is a " + field.getType());
    }
  }

  private Shape shape(Descriptor message) {
    String name = message.getFullName();
    if (LEAVES.containsKey(name)) {
      return Shape.leaf(LEAVES.get(name));
    }
    if (SCHEMA_FORMS.containsKey(name)) {
      return Shape.leaf("any");
    }
    if (isWrapper(message)) {
      return Shape.list(shape(message.getFields().get(0)));
    }
    if (!packages.contains(message.getFile().getPackage())) {
      throw new IllegalStateException(name + " is of no package that is known");
    }
    return Shape.message(shortName(name));
  }

  /** The last two parts of the package, and the name. */
  static String shortName(String fullName) {
    int dot = fullName.lastIndexOf('.');
    return lastTwo(fullName.substring(0, dot)) + fullName.substring(dot);
  }

  static String lastTwo(String name) {
    return name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
  }
}
