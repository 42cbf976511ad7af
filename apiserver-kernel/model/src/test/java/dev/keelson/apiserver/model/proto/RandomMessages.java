package dev.keelson.apiserver.model.proto;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Authentication;
import io.kubernetes.client.proto.V1Authorization;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Certificates;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Events;
import io.kubernetes.client.proto.V1Flowcontrol;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Node;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Resource;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Messages of the built-in kinds, made by client-java-proto and protobuf-java alone. */
final class RandomMessages {
  record Sample(GroupVersionKind kind, DynamicMessage message) {
    byte[] envelope() {
      return ProtobufCodec.envelope(kind, message.toByteArray());
    }
  }

  private static final int DEPTH = 5;

  /** It warns of code made by an older protobuf, once a class; client-java's is. */
  private static final Logger NOISE = Logger.getLogger("com.google.protobuf.GeneratedMessage");

  static {
    NOISE.setLevel(Level.OFF);
  }

  private static final Map<String, Descriptor> DESCRIPTORS = descriptors();
  static final List<GroupVersionKind> KINDS =
      BuiltInSchemas.get().kinds().stream()
          .filter(kind -> DESCRIPTORS.containsKey(protoName(kind)))
          .sorted(Comparator.comparing(GroupVersionKind::toString))
          .toList();

  private final Random random;

  RandomMessages(long seed) {
    random = new Random(seed);
  }

  private static Map<String, Descriptor> descriptors() {
    Map<String, Descriptor> all = new HashMap<>();
    for (FileDescriptor file :
        List.of(
            Meta.getDescriptor(),
            V1.getDescriptor(),
            V1Admissionregistration.getDescriptor(),
            V1Apiextensions.getDescriptor(),
            V1Apps.getDescriptor(),
            V1Authentication.getDescriptor(),
            V1Authorization.getDescriptor(),
            V1Autoscaling.getDescriptor(),
            V1Batch.getDescriptor(),
            V1Certificates.getDescriptor(),
            V1Coordination.getDescriptor(),
            V1Discovery.getDescriptor(),
            V1Events.getDescriptor(),
            V1Flowcontrol.getDescriptor(),
            V1Networking.getDescriptor(),
            V1Node.getDescriptor(),
            V1Policy.getDescriptor(),
            V1Rbac.getDescriptor(),
            V1Resource.getDescriptor(),
            V1Scheduling.getDescriptor(),
            V1Storage.getDescriptor(),
            V2Autoscaling.getDescriptor())) {
      file.getMessageTypes().forEach(type -> all.put(type.getFullName(), type));
    }
    return all;
  }

  private static String protoName(GroupVersionKind kind) {
    return BuiltInSchemas.get()
        .kind(kind)
        .orElseThrow()
        .name()
        .replaceFirst("io\\.k8s\\.", "k8s.io.")
        .replace('-', '_');
  }

  static Descriptor descriptor(GroupVersionKind kind) {
    return DESCRIPTORS.get(protoName(kind));
  }

  Sample any() {
    return of(KINDS.get(random.nextInt(KINDS.size())));
  }

  Sample of(GroupVersionKind kind) {
    return new Sample(kind, message(descriptor(kind), 0));
  }

  private DynamicMessage message(Descriptor type, int depth) {
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
    switch (type.getName()) {
      case "Time" -> set(builder, "seconds", 1_000_000_000L + random.nextInt());
      case "MicroTime" -> {
        set(builder, "seconds", 1_000_000_000L + random.nextInt());
        set(builder, "nanos", random.nextInt(1_000_000) * 1_000);
      }
      case "Quantity" -> set(builder, "string", random.nextInt(1_000) + "m");
      case "IntOrString" -> {
        boolean isText = random.nextBoolean();
        set(builder, "type", isText ? 1L : 0L);
        set(builder, isText ? "strVal" : "intVal", isText ? "50%" : (Object) random.nextInt());
      }
      case "FieldsV1" -> set(builder, "Raw", json());
      case "RawExtension", "JSON" -> set(builder, "raw", json());
      case "JSONSchemaPropsOrBool", "JSONSchemaPropsOrArray", "JSONSchemaPropsOrStringArray" -> {
        FieldDescriptor schema = type.findFieldByName("schema");
        builder.setField(schema, message(schema.getMessageType(), depth + 1));
        FieldDescriptor allows = type.findFieldByName("allows");
        if (allows != null) {
          builder.setField(allows, true);
        }
      }
      default -> type.getFields().forEach(field -> fill(builder, field, depth));
    }
    return builder.build();
  }

  private static ByteString json() {
    return ByteString.copyFromUtf8("{\"a\":[1,null,\"x\"]}");
  }

  private static void set(DynamicMessage.Builder builder, String field, Object value) {
    builder.setField(builder.getDescriptorForType().findFieldByName(field), value);
  }

  private void fill(DynamicMessage.Builder builder, FieldDescriptor field, int depth) {
    boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (depth >= DEPTH && isMessage || random.nextInt(3) == 0) {
      return;
    }
    if (field.isMapField()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        Descriptor entry = field.getMessageType();
        DynamicMessage.Builder made = DynamicMessage.newBuilder(entry);
        set(made, "key", "key" + i);
        FieldDescriptor value = entry.findFieldByName("value");
        made.setField(value, value(value, depth));
        builder.addRepeatedField(field, made.build());
      }
    } else if (field.isRepeated()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        builder.addRepeatedField(field, value(field, depth));
      }
    } else {
      builder.setField(field, value(field, depth));
    }
  }

  private Object value(FieldDescriptor field, int depth) {
    return switch (field.getType()) {
      case STRING -> random.nextInt(4) == 0 ? "" : "täxt\n" + random.nextInt(1_000);
      case BOOL -> random.nextBoolean();
      case INT32 -> random.nextInt(4) == 0 ? 0 : random.nextInt();
      case INT64 -> random.nextLong();
      case DOUBLE -> random.nextBoolean() ? random.nextInt() : random.nextDouble();
      case BYTES -> ByteString.copyFrom(new byte[] {(byte) random.nextInt(), 1, 2});
      case MESSAGE -> message(field.getMessageType(), depth + 1);
      default -> throw new IllegalStateException("a field of " + field.getType());
    };
  }

  /** Without what nobody can tell from nothing: zeros, and messages with nothing in them. */
  static Message normal(Message message) {
    Message.Builder builder = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (field.isMapField()) {
        builder.clearField(field);
        ((List<?>) entry.getValue())
            .stream()
                .map(each -> normalEntry((Message) each))
                .sorted(Comparator.comparing(Message::toString))
                .forEach(each -> builder.addRepeatedField(field, each));
      } else if (field.isRepeated()) {
        if (isMessage) {
          builder.clearField(field);
          ((List<?>) entry.getValue())
              .forEach(each -> builder.addRepeatedField(field, normal((Message) each)));
        }
      } else if (isMessage) {
        Message inner = normal((Message) entry.getValue());
        if (inner.getAllFields().isEmpty()) {
          builder.clearField(field);
        } else {
          builder.setField(field, inner);
        }
      } else if (entry.getValue().equals(field.getDefaultValue())
          || field.getFullName().endsWith("Quantity.string") && entry.getValue().equals("0")) {
        builder.clearField(field);
      }
    }
    return builder.build();
  }

  private static Message normalEntry(Message entry) {
    FieldDescriptor value = entry.getDescriptorForType().findFieldByName("value");
    return value.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        ? entry.toBuilder().setField(value, normal((Message) entry.getField(value))).build()
        : entry;
  }
}
