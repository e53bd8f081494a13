#include "card.h"

#include <dlfcn.h>

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace blastema::cuda {
namespace {

// The few of the driver's functions that are needed, declared here so that no header of CUDA is.
struct Driver {
  int (*init)(unsigned int) = nullptr;
  int (*error_string)(int, const char**) = nullptr;
  int (*device_count)(int*) = nullptr;
  int (*device_get)(int*, int) = nullptr;
  int (*device_name)(char*, int, int) = nullptr;
  int (*device_attribute)(int*, int, int) = nullptr;
  int (*stream_context)(void*, void**) = nullptr;
  int (*push_context)(void*) = nullptr;
  int (*pop_context)(void**) = nullptr;
  int (*current_device)(int*) = nullptr;
  int (*load_module)(void**, const void*) = nullptr;
  int (*module_function)(void**, void*, const char*) = nullptr;
  int (*module_global)(uint64_t*, size_t*, void*, const char*) = nullptr;
  int (*copy_to_host)(void*, uint64_t, size_t) = nullptr;
  int (*function_attribute)(void*, int, int) = nullptr;
  int (*launch)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**,
                void**) = nullptr;
  int (*launch_together)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*,
                         void**) = nullptr;
  std::string missing;

  Driver() {
    void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      missing = "NVIDIA's driver (libcuda.so.1) is not installed";
      return;
    }
    const auto find = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
      if (function == nullptr && missing.empty()) missing = std::string("NVIDIA's driver is too old: it has no ") + name;
    };
    find(init, "cuInit");
    find(error_string, "cuGetErrorString");
    find(device_count, "cuDeviceGetCount");
    find(device_get, "cuDeviceGet");
    find(device_name, "cuDeviceGetName");
    find(device_attribute, "cuDeviceGetAttribute");
    find(stream_context, "cuStreamGetCtx");
    find(push_context, "cuCtxPushCurrent_v2");
    find(pop_context, "cuCtxPopCurrent_v2");
    find(current_device, "cuCtxGetDevice");
    find(load_module, "cuModuleLoadData");
    find(module_function, "cuModuleGetFunction");
    find(module_global, "cuModuleGetGlobal_v2");
    find(copy_to_host, "cuMemcpyDtoH_v2");
    find(function_attribute, "cuFuncSetAttribute");
    find(launch, "cuLaunchKernel");
    find(launch_together, "cuLaunchCooperativeKernel");
  }

  void check(int result, const char* what) const {
    if (result == 0) return;
    const char* text = nullptr;
    error_string(result, &text);
    throw std::runtime_error(std::string(what) + ": " + (text != nullptr ? text : "error " + std::to_string(result)));
  }
};

const Driver& driver() {
  static const Driver found;
  if (!found.missing.empty()) throw std::runtime_error(found.missing);
  return found;
}

constexpr int kProcessors = 16, kMajor = 75, kMinor = 76, kSharedBytes = 97;  // CU_DEVICE_ATTRIBUTE_...
constexpr int kMaxDynamicShared = 8;                                         // CU_FUNC_ATTRIBUTE_...

int attribute(int device, int which) {
  int value = 0;
  driver().check(driver().device_attribute(&value, which, device), "cannot ask the card");
  return value;
}

std::mutex mutex;
std::deque<Kernels>& all_kernels() {
  static std::deque<Kernels> all;
  return all;
}

// The stream's context, while this lives.
class Context {
 public:
  explicit Context(void* stream) {
    driver().check(driver().stream_context(stream, &context_), "cannot find the stream's context");
    driver().check(driver().push_context(context_), "cannot enter the stream's context");
  }
  ~Context() {
    void* popped = nullptr;
    driver().pop_context(&popped);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  void* get() const { return context_; }

 private:
  void* context_ = nullptr;
};

unsigned int number_of(void* module, const char* name) {
  uint64_t at = 0;
  size_t bytes = 0;
  unsigned int value = 0;
  driver().check(driver().module_global(&at, &bytes, module, name), name);
  driver().check(driver().copy_to_host(&value, at, sizeof value), name);
  return value;
}

Loaded load(const std::string& code) {
  void* module = nullptr;
  driver().check(driver().load_module(&module, code.data()), "cannot load the kernels");
  Loaded result;
  for (auto& [function, name] : {std::pair<void**, const char*>{&result.prepare, "blastema_prepare"},
                                 {&result.roll_out, "blastema_roll_out"},
                                 {&result.train, "blastema_train"},
                                 {&result.add_up, "blastema_add_up"}})
    driver().check(driver().module_function(function, module, name), name);
  result.shared_bytes = number_of(module, "blastema_shared_bytes");
  result.packed_words = number_of(module, "blastema_packed_words");
  result.threads = number_of(module, "blastema_threads");
  for (void* function : {result.roll_out, result.train})
    driver().check(driver().function_attribute(function, kMaxDynamicShared, static_cast<int>(result.shared_bytes)),
                   "cannot have so much shared memory");
  int device = 0;
  driver().check(driver().current_device(&device), "cannot find the card");
  result.processors = attribute(device, kProcessors);
  return result;
}

}  // namespace

std::vector<Card> cards() {
  const Driver& d = driver();
  d.check(d.init(0), "NVIDIA's driver cannot start");
  int count = 0;
  d.check(d.device_count(&count), "cannot count the cards");
  std::vector<Card> found;
  for (int i = 0; i < count; ++i) {
    int device = 0;
    char name[256] = {};
    d.check(d.device_get(&device, i), "cannot find the card");
    d.check(d.device_name(name, sizeof name, device), "cannot ask the card's name");
    found.push_back({name, attribute(device, kMajor), attribute(device, kMinor), attribute(device, kProcessors),
                     attribute(device, kSharedBytes)});
  }
  return found;
}

int64_t add_kernels(Kernels kernels) {
  const std::lock_guard lock(mutex);
  all_kernels().push_back(std::move(kernels));
  return static_cast<int64_t>(all_kernels().size()) - 1;
}

const Kernels& kernels_of(int64_t handle) {
  const std::lock_guard lock(mutex);
  if (handle < 0 || handle >= static_cast<int64_t>(all_kernels().size()))
    throw std::runtime_error("there are no kernels of that handle");
  return all_kernels()[static_cast<size_t>(handle)];
}

const Loaded& loaded(int64_t handle, void* stream) {
  static std::map<std::pair<void*, int64_t>, Loaded> known;
  const Kernels& kernels = kernels_of(handle);
  const Context context(stream);
  const std::lock_guard lock(mutex);
  const auto key = std::make_pair(context.get(), handle);
  const auto found = known.find(key);
  return found != known.end() ? found->second : known.emplace(key, load(kernels.code)).first->second;
}

// In rounds of groups; where a round's groups have many blocks each, meeting at every step costs as much as working.
void spread(Params& p, int processors, int64_t cells) {
  const int most = static_cast<int>(std::max<int64_t>(16, cells / 160));
  const double meeting = 0.2 * 5184.0 / static_cast<double>(cells);
  double best = 0.0;
  for (int rounds = 1; rounds <= p.batch; ++rounds) {
    const int groups = (p.batch + rounds - 1) / rounds;
    if (groups > processors) continue;
    const int members = std::min({processors / groups, most, 256});
    const double cost = rounds * (1.0 / members + meeting);
    if (best > 0.0 && cost >= best) continue;
    best = cost;
    p.groups = groups;
    p.members = members;
  }
}

void launch(const Loaded& kernels, const Params& p, bool training, int64_t parameters, void* stream) {
  const Context context(stream);
  Params copy = p;
  void* arguments[] = {&copy};
  const auto blocks = static_cast<unsigned>(p.groups * p.members);
  driver().check(driver().launch(kernels.prepare, 32, 1, 1, kernels.threads, 1, 1, 0, stream, arguments, nullptr),
                 "cannot launch the first kernel");
  driver().check(driver().launch_together(training ? kernels.train : kernels.roll_out, blocks, 1, 1, kernels.threads, 1,
                                          1, kernels.shared_bytes, stream, arguments),
                 "cannot launch the kernel");
  if (!training) return;
  constexpr unsigned kAdding = 64;
  const auto adding = static_cast<unsigned>((parameters + kAdding - 1) / kAdding);
  driver().check(driver().launch(kernels.add_up, adding, 1, 1, kAdding, 1, 1, 0, stream, arguments, nullptr),
                 "cannot launch the last kernel");
}

}  // namespace blastema::cuda
