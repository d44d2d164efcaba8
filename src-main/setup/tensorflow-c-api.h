// What tfjs-node's addon calls of TensorFlow's C API, as TensorFlow declares it (Apache License 2.0, The TensorFlow Authors). The API
// is the same in all versions 2; the library for Windows comes without its headers, and the others' are a hundred times as long.
#ifndef TENSORFLOW_C_API_OF_THE_ADDON
#define TENSORFLOW_C_API_OF_THE_ADDON

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

extern "C" {

typedef enum TF_Code { TF_OK = 0 } TF_Code;
typedef enum TF_DataType {
  TF_FLOAT = 1, TF_DOUBLE = 2, TF_INT32 = 3, TF_UINT8 = 4, TF_INT16 = 5, TF_INT8 = 6, TF_STRING = 7, TF_COMPLEX64 = 8,
  TF_INT64 = 9, TF_BOOL = 10, TF_QINT8 = 11, TF_QUINT8 = 12, TF_QINT32 = 13, TF_BFLOAT16 = 14, TF_QINT16 = 15,
  TF_QUINT16 = 16, TF_UINT16 = 17, TF_COMPLEX128 = 18, TF_HALF = 19, TF_RESOURCE = 20, TF_VARIANT = 21, TF_UINT32 = 22,
  TF_UINT64 = 23
} TF_DataType;
typedef enum TF_AttrType {
  TF_ATTR_STRING = 0, TF_ATTR_INT = 1, TF_ATTR_FLOAT = 2, TF_ATTR_BOOL = 3, TF_ATTR_TYPE = 4, TF_ATTR_SHAPE = 5
} TF_AttrType;

typedef struct TF_Status TF_Status;
typedef struct TF_Tensor TF_Tensor;
typedef struct TF_Graph TF_Graph;
typedef struct TF_Operation TF_Operation;
typedef struct TF_Session TF_Session;
typedef struct TF_SessionOptions TF_SessionOptions;
typedef struct TF_DeviceList TF_DeviceList;
typedef struct TFE_Context TFE_Context;
typedef struct TFE_ContextOptions TFE_ContextOptions;
typedef struct TFE_Op TFE_Op;
typedef struct TFE_TensorHandle TFE_TensorHandle;
typedef struct TF_Output { TF_Operation* oper; int index; } TF_Output;
typedef struct TF_Buffer { const void* data; size_t length; void (*data_deallocator)(void* data, size_t length); } TF_Buffer;

const char* TF_Version(void);

TF_Status* TF_NewStatus(void);
void TF_DeleteStatus(TF_Status*);
TF_Code TF_GetCode(const TF_Status*);
const char* TF_Message(const TF_Status*);

TF_Buffer* TF_NewBuffer(void);
TF_Buffer* TF_NewBufferFromString(const void* proto, size_t length);
void TF_DeleteBuffer(TF_Buffer*);

size_t TF_DataTypeSize(TF_DataType);
TF_Tensor* TF_NewTensor(TF_DataType, const int64_t* dims, int num_dims, void* data, size_t length,
                        void (*deallocator)(void* data, size_t length, void* arg), void* deallocator_arg);
TF_Tensor* TF_AllocateTensor(TF_DataType, const int64_t* dims, int num_dims, size_t length);
void TF_DeleteTensor(TF_Tensor*);
TF_DataType TF_TensorType(const TF_Tensor*);
int TF_NumDims(const TF_Tensor*);
int64_t TF_Dim(const TF_Tensor*, int index);
size_t TF_TensorByteSize(const TF_Tensor*);
void* TF_TensorData(const TF_Tensor*);
int64_t TF_TensorElementCount(const TF_Tensor*);

TF_Graph* TF_NewGraph(void);
void TF_DeleteGraph(TF_Graph*);
TF_Operation* TF_GraphOperationByName(TF_Graph*, const char* name);
TF_SessionOptions* TF_NewSessionOptions(void);
void TF_DeleteSessionOptions(TF_SessionOptions*);
TF_Session* TF_LoadSessionFromSavedModel(const TF_SessionOptions*, const TF_Buffer* run_options, const char* folder,
                                         const char* const* tags, int tags_length, TF_Graph*, TF_Buffer* meta_graph,
                                         TF_Status*);
void TF_SessionRun(TF_Session*, const TF_Buffer* run_options, const TF_Output* inputs, TF_Tensor* const* input_values,
                   int input_count, const TF_Output* outputs, TF_Tensor** output_values, int output_count,
                   const TF_Operation* const* targets, int target_count, TF_Buffer* run_metadata, TF_Status*);
void TF_DeleteSession(TF_Session*, TF_Status*);

int TF_DeviceListCount(const TF_DeviceList*);
const char* TF_DeviceListName(const TF_DeviceList*, int index, TF_Status*);
const char* TF_DeviceListType(const TF_DeviceList*, int index, TF_Status*);
void TF_DeleteDeviceList(TF_DeviceList*);

TFE_ContextOptions* TFE_NewContextOptions(void);
void TFE_DeleteContextOptions(TFE_ContextOptions*);
TFE_Context* TFE_NewContext(const TFE_ContextOptions*, TF_Status*);
void TFE_DeleteContext(TFE_Context*);
TF_DeviceList* TFE_ContextListDevices(TFE_Context*, TF_Status*);

TFE_TensorHandle* TFE_NewTensorHandle(const TF_Tensor*, TF_Status*);
void TFE_DeleteTensorHandle(TFE_TensorHandle*);
TF_DataType TFE_TensorHandleDataType(TFE_TensorHandle*);
int TFE_TensorHandleNumDims(TFE_TensorHandle*, TF_Status*);
int64_t TFE_TensorHandleDim(TFE_TensorHandle*, int index, TF_Status*);
TF_Tensor* TFE_TensorHandleResolve(TFE_TensorHandle*, TF_Status*);
TFE_TensorHandle* TFE_TensorHandleCopyToDevice(TFE_TensorHandle*, TFE_Context*, const char* device, TF_Status*);

TFE_Op* TFE_NewOp(TFE_Context*, const char* name, TF_Status*);
void TFE_DeleteOp(TFE_Op*);
void TFE_OpAddInput(TFE_Op*, TFE_TensorHandle*, TF_Status*);
void TFE_OpSetAttrString(TFE_Op*, const char* name, const void* value, size_t length);
void TFE_OpSetAttrInt(TFE_Op*, const char* name, int64_t value);
void TFE_OpSetAttrFloat(TFE_Op*, const char* name, float value);
void TFE_OpSetAttrBool(TFE_Op*, const char* name, unsigned char value);
void TFE_OpSetAttrType(TFE_Op*, const char* name, TF_DataType value);
void TFE_OpSetAttrShape(TFE_Op*, const char* name, const int64_t* dims, int num_dims, TF_Status*);
void TFE_OpSetAttrIntList(TFE_Op*, const char* name, const int64_t* values, int count);
void TFE_OpSetAttrFloatList(TFE_Op*, const char* name, const float* values, int count);
void TFE_OpSetAttrBoolList(TFE_Op*, const char* name, const unsigned char* values, int count);
void TFE_Execute(TFE_Op*, TFE_TensorHandle** results, int* result_count, TF_Status*);

// A text in a tensor, which the app makes none of: 24 bytes, whose lowest two bits say how the rest lies. Short texts lie in them
// (size << 2 in the first byte), long ones elsewhere (size << 2 | 1, capacity, pointer). All processors here are little-endian.
typedef union TF_TString {
  struct { uint8_t size; char text[23]; } small;
  struct { size_t size; size_t capacity; char* text; } large;
  struct { uint32_t size, offset, count; } offset;
} TF_TString;

static inline int TF_TString_Kind(const TF_TString* s) { return s->small.size & 3; }

static inline void TF_TString_Init(TF_TString* s) { memset(s, 0, sizeof *s); }

static inline size_t TF_TString_GetSize(const TF_TString* s) {
  const int kind = TF_TString_Kind(s);
  return kind == 0 ? s->small.size >> 2 : kind == 2 ? s->offset.size >> 2 : s->large.size >> 2;
}

static inline const char* TF_TString_GetDataPointer(const TF_TString* s) {
  switch (TF_TString_Kind(s)) {
    case 0: return s->small.text;
    case 1: return s->large.text;
    case 2: return (const char*)s + s->offset.offset;
    // A view of a text of someone else's: its pointer takes the capacity's place.
    default: return (const char*)s->large.capacity;
  }
}

static inline void TF_TString_Dealloc(TF_TString* s) {
  if (TF_TString_Kind(s) == 1) free(s->large.text);
  TF_TString_Init(s);
}

static inline void TF_TString_Copy(TF_TString* s, const char* text, size_t size) {
  TF_TString_Dealloc(s);
  if (size < sizeof s->small.text) {
    s->small.size = (uint8_t)(size << 2);
    memcpy(s->small.text, text, size);
  } else {
    s->large.size = size << 2 | 1;
    s->large.capacity = size;
    s->large.text = (char*)malloc(size + 1);
    memcpy(s->large.text, text, size);
    s->large.text[size] = 0;
  }
}

}  // extern "C"

#endif
