-- Grain: one value: the words of the device list, as lists by kind of device and by agreement.
SET VARIABLE device_words = from_json($words, '{
  "device": ["VARCHAR"], "presence": ["VARCHAR"], "activity": ["VARCHAR"], "segment": ["VARCHAR"], "decision": ["VARCHAR"],
  "detected_by": ["VARCHAR"], "contested": ["BOOLEAN"],
  "currency": ["VARCHAR"], "decimals": ["INTEGER"], "places": ["INTEGER"]
}')
