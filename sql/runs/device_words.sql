-- Grain: one value: the words of the device list by the kind of the device, and the money of its agreements.
SET VARIABLE device_words = from_json($words, '{
  "device": ["VARCHAR"], "presence": ["VARCHAR"], "activity": ["VARCHAR"], "segment": ["VARCHAR"], "decision": ["VARCHAR"],
  "detected_by": ["VARCHAR"], "ruling": ["VARCHAR"], "contested": ["BOOLEAN"], "currency": ["VARCHAR"], "decimals": ["INTEGER"],
  "places": ["INTEGER"]
}')
