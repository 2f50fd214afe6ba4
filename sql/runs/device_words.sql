-- Grain: one value: the words of the device list, by their number, and the money of its agreements.
SET VARIABLE device_words = from_json($words, '{
  "device": ["VARCHAR"], "presence": ["VARCHAR"], "activity": ["VARCHAR"], "segment": ["VARCHAR"], "decision": ["VARCHAR"],
  "detected_by": ["VARCHAR"], "ruling": ["VARCHAR"], "currency": ["VARCHAR"], "decimals": ["INTEGER"], "places": ["INTEGER"],
  "far": ["BOOLEAN"], "ruled": ["BOOLEAN"]
}')
