package dev.keelson.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.junit.KeelsonCluster.Lifecycle;
import dev.keelson.launcher.cluster.EmbeddedCluster;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What methods of a class see of each other. {@link KeelsonClusterTest} has the usual way. */
class LifecycleTest {
  private static void create(ApiClient client, String name) {
    client
        .resource("v1", "configmaps")
        .create(
            ApiObject.of(
                GroupVersionKind.of("v1", "ConfigMap"),
                JsonObject.builder().put("namespace", "default").put("name", name).build()));
  }

  private static List<String> configs(ApiClient client) {
    return client.resource("v1", "configmaps").list("default", ListOptions.ALL).items().stream()
        .map(ApiObject::name)
        .filter(name -> !name.equals("kube-root-ca.crt"))
        .toList();
  }

  @Nested
  @KeelsonCluster(nodes = 0, lifecycle = Lifecycle.PER_CLASS)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  class OneForAll {
    @Test
    @Order(1)
    void theFirst(ApiClient client) {
      create(client, "of-first");
    }

    @Test
    @Order(2)
    void theSecondSeesWhatTheFirstDid(ApiClient client) {
      assertThat(configs(client)).containsExactly("of-first");
    }
  }

  @Nested
  @KeelsonCluster(nodes = 0, lifecycle = Lifecycle.PER_METHOD)
  class OneForEach {
    @BeforeEach
    void fill(ApiClient client) {
      create(client, "from-before-each");
    }

    @Test
    void one(EmbeddedCluster cluster, ApiClient client) {
      create(client, "of-one");
      assertThat(configs(cluster.client("other"))).containsExactly("from-before-each", "of-one");
    }

    @Test
    void another(ApiClient client) {
      create(client, "of-another");
      assertThat(configs(client)).containsExactly("from-before-each", "of-another");
    }
  }

  @Nested
  @KeelsonCluster(nodes = 0)
  class Around {
    @BeforeAll
    static void fill(ApiClient client) {
      create(client, "from-around");
    }

    @Test
    void doesNotSeeWhatNestedClassesFill(ApiClient client) {
      assertThat(configs(client)).containsExactly("from-around");
    }

    /** Has the annotation of the class around it. */
    @Nested
    class Within {
      @BeforeAll
      static void fill(ApiClient client) {
        create(client, "from-within");
      }

      @BeforeEach
      void fillEach(ApiClient client) {
        create(client, "from-within-each");
      }

      @Test
      void hasACopyOfBoth(ApiClient client) {
        assertThat(configs(client))
            .containsExactly("from-around", "from-within", "from-within-each");
      }

      @Nested
      class Deeper {
        @Test
        void hasACopyOfThat(ApiClient client) {
          assertThat(configs(client))
              .containsExactly("from-around", "from-within", "from-within-each");
        }
      }
    }

    @Nested
    class Beside {
      @BeforeAll
      static void fill(ApiClient client) {
        create(client, "from-beside");
      }

      @Test
      void doesNotSeeItsSiblings(ApiClient client) {
        assertThat(configs(client)).containsExactly("from-around", "from-beside");
      }
    }

    @Nested
    @KeelsonCluster(nodes = 0, controllers = "")
    class OfItsOwn {
      @Test
      void knowsNothingOfTheOther(ApiClient client) {
        assertThat(configs(client)).isEmpty();
      }
    }
  }

  @Nested
  @KeelsonCluster(nodes = 0, controllers = "", lifecycle = Lifecycle.PER_CLASS)
  class OneAround {
    @BeforeAll
    static void fill(ApiClient client) {
      create(client, "from-around");
    }

    @Nested
    class Within {
      @BeforeAll
      static void fill(ApiClient client) {
        create(client, "from-within");
      }

      @Test
      void isInTheSame(ApiClient client) {
        assertThat(configs(client)).containsExactly("from-around", "from-within");
      }
    }
  }

  @Nested
  @KeelsonCluster(nodes = 0, controllers = "", lifecycle = Lifecycle.PER_METHOD)
  class NewAround {
    @BeforeEach
    void fill(ApiClient client) {
      create(client, "from-around");
    }

    @Nested
    class Within {
      @Test
      void hasANewOneWhichTheOuterFills(ApiClient client) {
        assertThat(configs(client)).containsExactly("from-around");
      }
    }
  }
}
